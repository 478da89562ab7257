"""What needs a person is grouped by what solves it, at most seven lines, the worst first."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.pages.today.lines import MOST, Line, at_most_seven, lines
from domain.alerts.alert import Alert, Member, Subject
from domain.waste.decision.trigger import DueBin, Trigger
from tests.examples import examples
from tests.unit.api.pages.things import NOW

NOTHING: dict[str, Any] = {"on_the_way": (), "contradictions": 0, "work": 0, "silent": 0, "quarantined": 0, "broken": 0}
HOT = Alert(
    id="hot", threshold_id="bin-hot", kind="bin", parameter="temperature", averaging="instant",
    subject=Subject(type="bin", id="b1"), member_type="bin", severity="critical", raised_at=NOW, limit=60.0,
    members={"b1": Member(severity="critical", value=85.0, start=NOW, end=NOW, fresh_until=NOW)},
)  # fmt: skip


def alert(name: str, **changed: Any) -> Alert:
    return replace(HOT, id=name, **changed)


def fill(bin_id: str) -> Alert:
    member = Member(severity="warning", value=92.0, start=NOW, end=NOW, fresh_until=NOW)
    return alert(f"fill-{bin_id}", parameter="fill", severity="warning", subject=Subject(type="bin", id=bin_id), members={bin_id: member})


def air(site: str, parameter: str = "no2", severity: Any = "warning") -> Alert:
    return alert(
        f"{parameter}-{site}", kind="air", parameter=parameter, averaging="hour", severity=severity, subject=Subject(type="site", id=site)
    )


def trigger(*bins: str) -> Trigger:
    due = tuple(DueBin(bin_id=bin_id, reason="full", fill=95.0, full_at=None, probability=0.4) for bin_id in bins)
    return Trigger(id="t1", raised_at=NOW, latest_departure=NOW, area="all", fraction="papir", bins=due)


def kinds(made: list[Line]) -> list[tuple[str, int]]:
    return [(line.kind, line.count) for line in made]


def test_nothing_to_do_is_no_line() -> None:
    assert lines([], [], **NOTHING) == []


def test_bins_that_a_trigger_names_or_a_round_goes_to_are_no_alarm_of_their_own() -> None:
    alerts = [fill("b1"), fill("b2"), fill("b3")]
    made = lines(alerts, [trigger("b1", "b9")], **{**NOTHING, "on_the_way": {"b2"}})
    assert kinds(made) == [("trigger", 2), ("fill", 1)]


def test_silent_sensors_are_one_line_whatever_reports_them() -> None:
    gateway = alert(
        "gateway",
        kind="device",
        parameter="silence",
        severity="critical",
        member_type="device",
        members=dict.fromkeys(("d1", "d2", "d3"), HOT.members["b1"]),
    )
    alone = replace(gateway, id="alone", members={"d9": HOT.members["b1"]})
    made = lines([alone, gateway], [], **{**NOTHING, "silent": 2})
    assert kinds(made) == [("silent", 6)]
    assert made[0].alert == gateway, "those that fell silent at once are told together"


def test_the_air_has_a_line_for_each_parameter_and_the_severe_one_comes_first() -> None:
    made = lines([air("s1"), air("s2"), air("s1", "pm25", "critical")], [], **NOTHING)
    assert [(line.kind, line.count, line.mark) for line in made] == [("air", 1, "must"), ("air", 2, "soon")]


def test_the_worst_comes_first_and_every_danger_has_a_line_of_its_own() -> None:
    made = lines(
        [HOT, alert("hot-2", subject=Subject(type="bin", id="b2")), air("s1"), fill("b5")],
        [trigger("b9")],
        on_the_way=(), contradictions=1, work=2, silent=1, quarantined=3, broken=1,
    )  # fmt: skip
    assert [line.kind for line in made][:5] == ["broken", "danger", "danger", "trigger", "contradiction"]
    assert {line.at for line in made if line.kind == "danger"} == {"#alert-hot", "#alert-hot-2"}


def test_a_bin_that_its_sensor_sees_emptied_is_no_line_although_its_alert_is_still_open() -> None:
    emptied = replace(fill("b5"), limit=1000.0)
    assert emptied.is_easing
    assert lines([emptied], [], **NOTHING) == []
    assert kinds(lines([fill("b5")], [], **NOTHING)) == [("fill", 1)]


def test_what_was_shelved_is_no_line() -> None:
    assert lines([replace(HOT, state="shelved", shelved_until=NOW + 1)], [], **NOTHING) == []


def test_the_alert_that_a_truck_is_needed_is_told_by_its_trigger() -> None:
    pickup = alert("pickup", parameter="pickup", severity="warning", subject=Subject(type="area", id="all"))
    assert kinds(lines([pickup], [trigger("b1")], **NOTHING)) == [("trigger", 1)]
    assert kinds(lines([pickup], [], **NOTHING)) == [("other", 1)]


@examples(25)
@given(count=st.integers(0, 30))
def test_there_are_at_most_seven_lines_and_none_is_left_out_of_the_count(count: int) -> None:
    made = lines([alert(f"hot-{n}") for n in range(count)], [], **NOTHING)
    shown = at_most_seven(made)
    assert len(shown) <= MOST
    assert sum(line.count for line in shown) == count
    assert shown[: MOST - 1] == made[: MOST - 1]


def test_of_two_trucks_the_one_that_must_leave_first_comes_first_however_few_its_bins() -> None:
    later = replace(trigger("b1", "b2", "b3"), id="later", latest_departure=NOW + 5)
    made = lines([], [later, trigger("b4")], **NOTHING)
    assert [(line.count, line.leave_by) for line in made] == [(1, NOW), (3, NOW + 5)]
