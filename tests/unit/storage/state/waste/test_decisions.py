"""The newest decision of each area and fraction is kept, and nothing older."""

from domain.waste.decision.decision import Decision
from domain.waste.decision.trigger import DueBin
from storage.state.engine import State
from storage.state.waste import decisions

NOW = 1_764_072_000_000


def decision(at: int) -> Decision:
    due = DueBin(bin_id="b1", reason="full", fill=96.5, full_at=NOW, probability=0.9)
    return Decision(
        at=at,
        send=True,
        departure=at + 1,
        latest_departure=None,
        bins=(due,),
        overflow_if_waiting=1.2,
        overflow_if_sent=0.1,
        km_if_sent=44.0,
        km_if_waiting=51.5,
        risks={"b1": 0.9, "b2": 0.01},
    )


def test_a_decision_is_read_as_it_was_made(state: State) -> None:
    stored = {("all", "papir"): decision(NOW), ("sentrum", "restavfall"): decision(NOW)}
    with state.begin() as connection:
        decisions.replace(connection, stored)
    with state.read() as connection:
        assert decisions.standing(connection) == stored


def test_a_later_decision_replaces_all_before_it_also_those_of_a_fraction_that_is_gone(state: State) -> None:
    with state.begin() as connection:
        decisions.replace(connection, {("all", "papir"): decision(NOW), ("all", "glass"): decision(NOW)})
        decisions.replace(connection, {("all", "papir"): decision(NOW + 60_000)})
    with state.begin() as connection:
        assert decisions.standing(connection) == {("all", "papir"): decision(NOW + 60_000)}
        decisions.replace(connection, {})
        assert decisions.standing(connection) == {}
