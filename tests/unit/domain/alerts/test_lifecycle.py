"""What was observed becomes transitions: each value counts once, and an alert that is over is not raised by what ended it."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts.alert import Alert, Subject
from domain.alerts.lifecycle import TransitionClock, transitions
from domain.alerts.observations.observation import Observation, Observed, OpenAlerts, Overdue, Recovery, Withdrawal, relevant
from domain.alerts.threshold import Sample, Threshold
from domain.alerts.transition import Transition

HIGH = Threshold(id="t", kind="air", parameter="pm25", averaging="instant", raise_at=50, clear_at=40)
TOWN = Subject(type="area", id="all")
NOW = 1_000_000


def seen(value: float, at: int, member: str = "a") -> Observation:
    run = (Sample(start=at, end=at, value=value),)
    return Observation(ladder=(HIGH,), subject=TOWN, member_type="site", member=member, run=run, fresh_until=at + 10, at=at)


def after(*observed: Observed, open_alerts: OpenAlerts | None = None, replayed: bool = False) -> list[Transition]:
    ids = count(1)
    return list(transitions(observed, open_alerts or {}, {}, TransitionClock(now=NOW, replayed=replayed), lambda: f"id-{next(ids)}"))


def events(*observed: Observed) -> list[tuple[str, str | None]]:
    return [(transition.alert.id, transition.event) for transition in after(*observed)]


def raised() -> Alert:
    return after(seen(60, 1))[0].alert


def test_what_came_and_went_and_came_again_at_once_is_two_alerts() -> None:
    events_ = events(seen(60, 1), seen(30, 2), seen(60, 3), seen(30, 4))
    assert events_ == [("id-1", "raised"), ("id-1", "cleared"), ("id-2", "raised"), ("id-2", "cleared")]


def test_a_value_that_an_alert_has_taken_in_raises_no_other() -> None:
    assert events(seen(60, 1), seen(30, 2), seen(60, 2)) == [("id-1", "raised"), ("id-1", "cleared")]
    taken_in = {(("t", "area", "all"), "a"): 5}
    assert list(transitions([seen(60, 5)], {}, taken_in, TransitionClock(now=NOW), lambda: "new")) == []
    assert [
        transition.event
        for transition in transitions([seen(60, 6), seen(60, 5, "b")], {}, taken_in, TransitionClock(now=NOW), lambda: "new")
    ] == [
        "raised",
        None,
    ]


def test_an_older_value_changes_nothing() -> None:
    assert events(seen(60, 2), seen(30, 1)) == [("id-1", "raised")]


@pytest.mark.parametrize(("replayed", "at"), [(False, NOW), (True, 7)])
def test_what_happened_is_dated_when_we_looked_or_in_a_replay_when_it_could_be_known(replayed: bool, at: int) -> None:
    (transition,) = after(seen(60, 7), replayed=replayed)
    assert (transition.at, transition.alert.raised_at) == (at, at)


def test_a_replay_never_dates_what_happened_ahead() -> None:
    (transition,) = after(seen(60, NOW + 5), replayed=True)
    assert transition.at == NOW


def test_an_alert_recovers_is_withdrawn_and_escalates() -> None:
    alert = raised()
    open_alerts = {alert.key: alert}
    ends: list[tuple[Observed, str]] = [
        (Recovery(alert=alert, member="a"), "cleared"),
        (Withdrawal(alert=alert, why="gone"), "withdrawn"),
        (Overdue(alert=alert, what="acknowledgement"), "escalated"),
    ]
    for observed, event in ends:
        assert [transition.event for transition in after(observed, open_alerts=open_alerts)] == [event]


def test_what_was_observed_of_an_alert_that_is_over_does_nothing_to_the_next_one() -> None:
    old, new = raised(), after(seen(60, 9))[0].alert
    assert old.key == new.key
    other = {new.key: after(seen(30, 2), seen(60, 3), open_alerts={old.key: old})[-1].alert}
    gone: list[Observed] = [
        Recovery(alert=old, member="a"), Withdrawal(alert=old, why="gone"), Overdue(alert=old, what="acknowledgement"),
    ]  # fmt: skip
    different = {key: alert for key, alert in other.items() if alert.id != old.id}
    assert after(*gone, open_alerts=different) == []


values = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([30.0, 45.0, 60.0])), max_size=20)


@given(values)
def test_observing_the_same_again_changes_nothing(sequence: list[tuple[str, float]]) -> None:
    observed = [seen(value, number, member) for number, (member, value) in enumerate(sequence)]
    twice = after(*observed, *observed)
    assert twice == after(*observed)


@given(values)
def test_what_is_not_relevant_would_have_changed_nothing(sequence: list[tuple[str, float]]) -> None:
    observed = [seen(value, number, member) for number, (member, value) in enumerate(sequence)]
    assert after(*relevant(observed, {})) == after(*observed)


@given(values)
def test_there_is_never_more_than_one_open_alert_of_a_threshold_and_subject(sequence: list[tuple[str, float]]) -> None:
    open_ids: set[str] = set()
    for transition in after(*(seen(value, number, member) for number, (member, value) in enumerate(sequence))):
        if transition.event == "raised":
            open_ids.add(transition.alert.id)
        if not transition.alert.is_open:
            open_ids.remove(transition.alert.id)
        assert len(open_ids) <= 1
