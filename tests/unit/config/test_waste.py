"""A town's own risk limit moves the limits that are shares of it, and nothing else."""

from dataclasses import replace

import pytest

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
