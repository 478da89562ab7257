"""A simulated town comes with its trucks, a real one names its own."""

from pathlib import Path

import pytest

from bysans.run.ports import Listening
from bysans.run.run import environment
from config.fleet import SIMULATED_TOWN, load_fleet
from config.settings import Settings

LISTENING = Listening(http=("127.0.0.1", 8000), mqtt=("127.0.0.1", 1883))
FLEET_FILE = "BYSANS_PLANNING__FLEET_FILE"


def test_a_simulated_town_has_trucks_for_what_lies_in_its_bins(tmp_path: Path) -> None:
    named = environment(Settings(data_dir=tmp_path), LISTENING, simulators=True)[FLEET_FILE]
    assert named == str(SIMULATED_TOWN)
    assert {fraction for truck in load_fleet(Path(named)).vehicles for fraction in truck.capacities} >= {"restavfall", "papir", "matavfall"}


def test_a_town_without_simulators_or_with_a_fleet_of_its_own_gets_none(tmp_path: Path) -> None:
    own = Settings.model_validate({"data_dir": tmp_path, "planning": {"fleet_file": tmp_path / "fleet.toml"}})
    assert FLEET_FILE not in environment(own, LISTENING, simulators=True)
    assert FLEET_FILE not in environment(Settings(data_dir=tmp_path), LISTENING, simulators=False)


@pytest.mark.parametrize(("said", "is_open"), [({}, "True"), ({"open_pages": False}, "False"), ({"open_pages": True}, "True")])
def test_pages_are_open_on_loopback_unless_the_settings_say_otherwise(tmp_path: Path, said: dict[str, bool], is_open: str) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "http": said})
    assert environment(settings, LISTENING, simulators=False)["BYSANS_HTTP__OPEN_PAGES"] == is_open
