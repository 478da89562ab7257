"""A stop is what was last reported of it, by the crew's clock, whatever the order in which reports arrive."""

from hypothesis import given
from hypothesis import strategies as st

from domain.waste.rounds.stop_state import StopEvent, StopOutcome, all_settled, stop_outcomes


def _event(kind: str, time: int, stop: str | None = "s1", reason: str | None = None) -> StopEvent:
    return StopEvent(type=kind, time=time, stop_id=stop, reason=reason)  # type: ignore[arg-type]


def test_nothing_reported_is_no_outcome() -> None:
    assert stop_outcomes([]) == {}


def test_could_not_keeps_its_reason() -> None:
    assert stop_outcomes([_event("could_not", 5, reason="blocked")])["s1"] == StopOutcome(state="could_not", reason="blocked", time=5)


def test_undo_takes_back_the_report_before_it() -> None:
    events = [_event("could_not", 1, reason="blocked"), _event("emptied", 2), _event("undo", 3)]
    assert stop_outcomes(events)["s1"].state == "could_not"
    assert stop_outcomes([_event("emptied", 1), _event("undo", 2)])["s1"] == StopOutcome()


def test_an_undo_of_nothing_does_nothing() -> None:
    assert stop_outcomes([_event("undo", 1), _event("emptied", 2)])["s1"].state == "emptied"


@given(st.permutations([("could_not", 1), ("undo", 2), ("emptied", 3), ("undo", 4), ("emptied", 5)]))
def test_the_order_of_arrival_does_not_matter(order: list[tuple[str, int]]) -> None:
    assert stop_outcomes([_event(*arguments) for arguments in order])["s1"] == StopOutcome(state="emptied", time=5)


def test_tipping_is_no_stop_s_outcome() -> None:
    assert stop_outcomes([_event("tipped", 1, stop=None)]) == {}


def test_a_round_is_settled_when_each_of_its_stops_is() -> None:
    outcomes = stop_outcomes([_event("emptied", 1), _event("could_not", 2, stop="s2")])
    assert all_settled(["s1", "s2"], outcomes)
    assert not all_settled(["s1", "s3"], outcomes)
    assert not all_settled([], outcomes)
