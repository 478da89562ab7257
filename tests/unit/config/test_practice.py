"""The prices of the dry year are read with their sources, and a town may state its own roads."""

from pathlib import Path

import pytest

from config.practice import SHIPPED, load_practice, prices
from config.toml_file import ConfigError


def test_the_figures_that_come_with_bysans_are_read() -> None:
    practice = load_practice()
    assert prices(practice.prices).hour == practice.prices.hour > 0
    assert practice.roads is None


def test_a_town_states_its_own_roads(tmp_path: Path) -> None:
    own = tmp_path / "practice.toml"
    own.write_text(SHIPPED.read_text("utf-8") + '[roads]\ndetour_factor = 1.25\ndetour_source = "odometers; V"\n', encoding="utf-8")
    roads = load_practice(own).roads
    assert roads is not None
    assert roads.detour_factor == 1.25


def test_a_price_below_nothing_is_refused_with_its_key(tmp_path: Path) -> None:
    own = tmp_path / "practice.toml"
    own.write_text(SHIPPED.read_text("utf-8").replace("hour = 1100", "hour = -1"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"prices\.hour"):
        load_practice(own)
