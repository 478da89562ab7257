"""One life for every alert: it ends once, whatever comes, nobody is silenced by something worse, and no data ends nothing."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.severity import SEVERITIES, Severity, rank
from domain.alerts.transition import LONGEST_SHELF, AlertError, Transition, acknowledge, escalate, shelve, unshelve, update_member, withdraw

NOW = 1_000_000


def member(severity: Severity = "warning", at: int = NOW) -> Member:
    return Member(severity=severity, value=60.0, start=at, end=at, fresh_until=at + 1000)


def alert(**more: Any) -> Alert:
    body: dict[str, Any] = {"members": {"a": member()}, "severity": "warning", **more}
    return Alert(
        id="x", threshold_id="t", kind="air", parameter="pm25", averaging="hour", limit=50, subject=Subject(type="area", id="all"),
        member_type="site", raised_at=NOW, **body,
    )  # fmt: skip


def events(*changes: Transition) -> list[str | None]:
    return [change.event for change in changes]


def test_it_is_over_when_the_last_member_is() -> None:
    two, _, _ = update_member(alert(), "b", member(), NOW)
    alert_, event, _ = update_member(two, "a", None, NOW + 1)
    assert (event, alert_.is_open, set(alert_.open_members)) == (None, True, {"b"})
    over, event, _ = update_member(alert_, "b", None, NOW + 2)
    assert (event, over.state, over.cleared_at, set(over.members)) == ("cleared", "cleared", NOW + 2, {"a", "b"})


def test_what_gets_worse_waits_for_a_person_again_and_what_eases_does_not() -> None:
    acknowledged, _, _ = acknowledge(alert(), by="kari", note=None, now=NOW)
    worse, event, _ = update_member(acknowledged, "a", member("critical"), NOW + 1)
    assert (event, worse.state, worse.acknowledged_at, worse.severity) == ("worsened", "raised", None, "critical")
    acknowledged, _, _ = acknowledge(worse, by="kari", note=None, now=NOW + 2)
    eased, event, _ = update_member(acknowledged, "a", member("warning"), NOW + 3)
    assert (event, eased.state, eased.severity) == ("eased", "acknowledged", "warning")


def test_another_member_of_the_same_severity_is_no_news() -> None:
    assert update_member(alert(), "b", member(), NOW)[1] is None


def test_shelved_it_comes_back_by_itself_to_what_it_was() -> None:
    rests, _, _ = shelve(alert(), by="kari", reason="veiarbeid", until=NOW + 100, now=NOW)
    assert events(unshelve(rests, NOW + 99), unshelve(rests, NOW + 100)) == [None, "unshelved"]
    assert unshelve(rests, NOW + 100)[0].state == "raised"
    acknowledged, _, _ = acknowledge(alert(), by="kari", note=None, now=NOW)
    rests, _, _ = shelve(acknowledged, by="kari", reason="veiarbeid", until=NOW + 100, now=NOW)
    assert unshelve(rests, NOW + 100)[0].state == "acknowledged"


@pytest.mark.parametrize(("until", "reason"), [(NOW, "x"), (NOW + LONGEST_SHELF + 1, "x"), (NOW + 1, " ")])
def test_nothing_rests_without_a_reason_or_longer_than_a_day(until: int, reason: str) -> None:
    with pytest.raises(AlertError):
        shelve(alert(), by="kari", reason=reason, until=until, now=NOW)
    assert shelve(alert(), by="kari", reason="x", until=NOW + LONGEST_SHELF, now=NOW)[1] == "shelved"


def test_it_is_escalated_once_and_only_while_nobody_has_answered() -> None:
    louder, _, _ = escalate(alert(), NOW)
    assert events(escalate(alert(), NOW), escalate(louder, NOW)) == ["escalated", None]
    assert escalate(acknowledge(alert(), by="k", note=None, now=NOW)[0], NOW)[1] is None


def test_what_is_over_stays_over() -> None:
    over, _, _ = withdraw(alert(), by="watch", why="threshold deleted", now=NOW)
    assert (over.state, over.note) == ("cleared", "threshold deleted")
    for act in (lambda: acknowledge(over, by="k", note=None, now=NOW), lambda: shelve(over, by="k", reason="x", until=NOW + 1, now=NOW)):
        with pytest.raises(AlertError, match="is over"):
            act()
    assert events(withdraw(over, by="w", why="x", now=NOW), escalate(over, NOW), unshelve(over, NOW)) == [None, None, None]


def test_an_alert_is_about_something() -> None:
    with pytest.raises(ValueError, match="about nothing"):
        alert(members={})


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, *SEVERITIES])), max_size=30))
def test_it_is_as_severe_as_its_worst_open_member_and_ends_only_when_there_is_none(steps: list[tuple[str, Severity | None]]) -> None:
    alert_ = alert()
    for number, (name, severity) in enumerate(steps):
        alert_, event, _ = update_member(alert_, name, member(severity) if severity else None, NOW + number)
        assert alert_.is_open == bool(alert_.open_members)
        if not alert_.is_open:
            assert event == "cleared"
            return
        assert rank(alert_.severity) == max(rank(seen.severity) for seen in alert_.open_members.values())


def test_a_note_stands_until_another_is_given() -> None:
    noted, _, _ = acknowledge(alert(note="veiarbeid"), by="kari", note=None, now=NOW)
    assert (noted.note, noted.by, noted.acknowledged_at) == ("veiarbeid", "kari", NOW)
    assert acknowledge(alert(note="veiarbeid"), by="kari", note="ringt", now=NOW).alert.note == "ringt"


@pytest.mark.parametrize(
    ("until", "refused"), [(NOW, True), (NOW + 1, False), (NOW + LONGEST_SHELF, False), (NOW + LONGEST_SHELF + 1, True)]
)
def test_a_shelf_is_for_later_and_at_most_a_day(until: int, refused: bool) -> None:
    if refused:
        with pytest.raises(AlertError, match="at most 24 hours"):
            shelve(alert(), by="kari", reason="veiarbeid", until=until, now=NOW)
    else:
        assert shelve(alert(), by="kari", reason="veiarbeid", until=until, now=NOW).alert.shelved_until == until


@pytest.mark.parametrize(
    ("end", "cleared_by", "judged"),
    [(NOW - 1, None, True), (NOW, None, False), (NOW + 5, NOW + 5, True), (NOW + 6, NOW + 5, False)],
)
def test_a_value_older_than_the_newest_or_than_what_cleared_it_comes_too_late(end: int, cleared_by: int | None, judged: bool) -> None:
    newest = Member(severity="warning", value=60.0, start=NOW, end=NOW, fresh_until=NOW, cleared_by=cleared_by)
    assert newest.has_judged(end) is judged
    assert newest.judged_until == (cleared_by or NOW)


def test_the_worst_member_is_the_most_severe_then_the_latest_of_those_not_over() -> None:
    over = Member(severity="critical", value=1.0, start=NOW, end=NOW + 9, fresh_until=NOW, cleared_at=NOW)
    members = {"a": member("warning", NOW), "b": member("warning", NOW + 1), "c": member("info", NOW + 5), "d": over}
    assert alert(members=members).worst_member[0] == "b"
    assert alert(members={"d": over}).worst_member[0] == "d"


def test_an_alert_about_one_thing_is_about_it_and_about_several_about_their_area() -> None:
    assert alert().about == Subject(type="site", id="a")
    assert alert(members={"a": member(), "b": member()}).about == Subject(type="area", id="all")


@pytest.mark.parametrize(
    ("parameter", "values", "easing"),
    [("fill", [50.0], False), ("fill", [49.9], True), ("fill", [10.0, 20.0], True), ("fill", [10.0, 80.0], False), ("pm25", [10.0], False)],
)
def test_a_full_bin_eases_once_all_its_fills_are_below_the_limit(parameter: str, values: list[float], easing: bool) -> None:
    members = {str(number): replace(member(), value=value) for number, value in enumerate(values)}
    assert replace(alert(members=members), parameter=parameter).is_easing is easing
