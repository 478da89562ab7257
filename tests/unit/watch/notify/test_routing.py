"""Who is told follows from the routes; what can wait waits until the quiet hours are over."""

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.sections.alert_settings import Alerts
from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.severity import Severity
from domain.local_time import TOWN
from watch.notify.routing import held_until, is_within, receivers_of

PEOPLE = {name: {"email": f"{name}@kommune.example"} for name in ("air", "waste", "duty")}
NOON = datetime(2026, 1, 31, 12, tzinfo=TOWN)
NIGHT = datetime(2026, 1, 31, 23, tzinfo=TOWN)


def alert(kind: str = "air", severity: Severity = "warning", parameter: str = "pm25", member: str = "square") -> Alert:
    seen = Member(severity=severity, value=60, start=0, end=1, fresh_until=2)
    return Alert(
        id="a", threshold_id="t", kind=kind, parameter=parameter, averaging="hour", limit=50, subject=Subject(type="site", id=member),
        member_type="site", members={member: seen}, severity=severity, raised_at=1,
    )  # type: ignore[arg-type]  # fmt: skip


def told(routes: list[dict[str, object]], alert_: Alert, local: datetime = NOON) -> list[str]:
    settings = Alerts.model_validate({"receivers": PEOPLE, "routes": routes})
    return receivers_of(alert_, settings, {"square"}, local)


def test_without_routes_all_are_told() -> None:
    assert told([], alert()) == ["air", "waste", "duty"]


@pytest.mark.parametrize(
    ("route", "alert_", "local", "wanted"),
    [
        ({"kinds": ["bin"]}, alert("bin"), NOON, True),
        ({"kinds": ["bin"]}, alert("air"), NOON, False),
        ({"least_severity": "critical"}, alert(severity="warning"), NOON, False),
        ({"least_severity": "warning"}, alert(severity="critical"), NOON, True),
        ({"places": ["square", "x"]}, alert(), NOON, True),
        ({"places": ["harbour"]}, alert(), NOON, False),
        ({"hours": "22:00-07:00"}, alert(), NOON, False),
        ({"hours": "22:00-07:00"}, alert(), NIGHT, True),
        ({"kinds": ["air"], "places": ["harbour"]}, alert(), NOON, False),
    ],
)
def test_a_route_wants_what_all_it_names_holds_for(route: dict[str, object], alert_: Alert, local: datetime, wanted: bool) -> None:
    assert told([{"receivers": ["duty"], **route}], alert_, local) == (["duty"] if wanted else [])


def test_that_a_receiver_is_dead_is_told_to_the_others() -> None:
    assert told([], alert("device", parameter="channel", member="waste")) == ["air", "duty"]


@pytest.mark.parametrize(
    ("at", "until"), [("23:00", "07:00"), ("02:30", "07:00"), ("06:59", "07:00"), ("07:00", "07:00"), ("21:59", "21:59")]
)
def test_what_can_wait_waits_until_the_quiet_hours_are_over(at: str, until: str) -> None:
    local = datetime.combine(NOON.date(), time.fromisoformat(at), TOWN)
    held = held_until("22:00-07:00", local, can_wait=True)
    assert held.time() == time.fromisoformat(until)
    assert 0 <= (held - local).total_seconds() <= 9 * 3600


def test_what_can_not_wait_is_sent_at_once() -> None:
    assert held_until("22:00-07:00", NIGHT, can_wait=False) == NIGHT
    assert held_until(None, NIGHT, can_wait=True) == NIGHT


@given(st.times(), st.times(), st.times())
def test_a_time_lies_within_hours_or_within_those_between_them(start: time, end: time, at: time) -> None:
    hours = [f"{begin:%H:%M}-{finish:%H:%M}" for begin, finish in ((start, end), (end, start))]
    local = datetime.combine(NOON.date(), at.replace(fold=0), TOWN)
    if f"{start:%H:%M}" != f"{end:%H:%M}":
        assert is_within(hours[0], local) != is_within(hours[1], local)
