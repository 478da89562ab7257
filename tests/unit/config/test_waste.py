"""A town's own risk limit moves the limits that are shares of it, and nothing else."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.plan import SHIPPED
from config.waste import load_waste


def test_a_towns_own_risk_limit_takes_its_shares_along() -> None:
    ours, own = load_waste(), load_waste(risk_limit=0.5)
    assert own.decision.risk_limit == 0.5
    for share in ("blind_limit", "keep_limit"):
        assert getattr(own.decision, share) / 0.5 == pytest.approx(getattr(ours.decision, share) / ours.decision.risk_limit)
    same = {name: getattr(ours.decision, name) for name in ("risk_limit", "blind_limit", "keep_limit")}
    assert replace(own, decision=replace(own.decision, **same)) == ours


def test_without_one_the_limit_is_the_one_that_ships() -> None:
    assert load_waste(risk_limit=None) == load_waste()


def test_the_decision_reckons_with_the_detours_and_the_clocks_of_a_town_s_own_plan_file(tmp_path: Path) -> None:
    own = tmp_path / "plan.toml"
    text = SHIPPED.read_text().replace("detour_factor = 1.35", "detour_factor = 2.5").replace("Europe/Oslo", "Europe/Helsinki")
    own.write_text(text)
    rules = load_waste(plan_file=own).decision
    assert (rules.detour_factor, rules.zone) == (2.5, ZoneInfo("Europe/Helsinki"))
    assert (load_waste().decision.detour_factor, load_waste().decision.zone) == (1.35, ZoneInfo("Europe/Oslo"))
