"""The open alerts as the page lists them: unanswered first, then by severity, then by age."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.pages.alerts.place import place_of
from config.names import Names
from domain.alerts.advice import Advice, advice_of
from domain.alerts.alert import Alert, AlertState, open_members
from domain.alerts.emptying_report import emptying_report
from domain.alerts.places import SimulatedThings, is_simulated, simulated_things
from domain.alerts.severity import Severity, rank
from domain.alerts.threshold import SILENCE, WATCHED, Averaging
from domain.bounded_value import Bound
from domain.waste.level.crew_report import EmptyingReport

_NAMED = 5
_WHOLE = 3
NO_REPORTS: Mapping[str, EmptyingReport] = {}
NO_ROUNDS: Mapping[str, int] = {}
_URGENCY = {"raised": 0, "acknowledged": 1, "shelved": 2}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the things that an alert is about, as people call it; `device_id`: of a sensor."""

    name: str
    device_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One open alert; times are ms UTC. `place`: what people call it; `device_id`: of a sensor. `names`: a few of `count` members.

    `limit` in `unit`, as `value`; `missed`: the value is what the service itself counts, and no measurement. `no_data`: nothing
    has come for long, so it may be better or worse. `emptied_at`: a crew has emptied the bin since it was measured, or reported it and the
    sensor may still confirm it; `denied_at`: the crew reported it, and the sensor denies it. `round_at`: when the round
    departs that empties it. `is_easing`: its newest level is below the limit again. `simulated`: some of what measures is.
    """

    id: str
    severity: Severity
    state: AlertState
    place: str
    device_id: str | None
    names: Sequence[Member]
    count: int
    parameter: str
    averaging: Averaging
    value: float
    bound: Bound
    limit: float
    missed: bool
    raised_at: int
    measured_at: int
    no_data: bool
    escalated: bool
    by: str | None
    note: str | None
    shelved_until: int | None
    advice: Advice
    emptied_at: int | None
    denied_at: int | None
    round_at: int | None
    is_easing: bool
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """How much of each open alert is shown: all, one line that opens, or nothing before the reader unfolds it."""

    whole: Sequence[AlertRow]
    lines: Sequence[AlertRow]
    folded: Sequence[AlertRow]
    shelved: Sequence[AlertRow]


def fold(rows: Sequence[AlertRow]) -> Fold:
    """Show the first few whole and every other critical one on a line; what people put away stays folded whatever it is."""
    waiting = [row for row in rows if row.state != "shelved"]
    others = waiting[_WHOLE:]
    return Fold(
        whole=waiting[:_WHOLE],
        lines=[row for row in others if row.severity == "critical"],
        folded=[row for row in others if row.severity != "critical"],
        shelved=[row for row in rows if row.state == "shelved"],
    )


def rows(
    names: Names,
    alerts: Iterable[Alert],
    emptied: Mapping[str, int],
    reports: Mapping[str, EmptyingReport] = NO_REPORTS,
    rounds: Mapping[str, int] = NO_ROUNDS,
) -> list[AlertRow]:
    """Return a row for each open alert: unanswered ones first, of these the most severe, of these the oldest.

    `emptied`: when a bin was last emptied (ms UTC), by its id; `reports`: emptyings that no sensor has confirmed; `rounds`: when the round
    to a bin departs (ms UTC), by the bin's id.
    """
    simulated = simulated_things(names.registry, names.now)
    rows = [_row(names, alert, simulated, emptied, reports, rounds) for alert in alerts]
    return sorted(rows, key=lambda row: (_urgency(row), -rank(row.severity), row.raised_at, row.id))


def _urgency(row: AlertRow) -> int:
    """Return how early the row comes: a bin that was emptied waits for its sensor alone."""
    is_emptied = row.emptied_at is not None or row.is_easing
    return _URGENCY["acknowledged"] if row.state == "raised" and is_emptied else _URGENCY[row.state]


def reported_silent(alerts: Iterable[Alert]) -> set[str]:
    """Return the devices that an open alert already reports as silent."""
    return {name for _, name in open_members(alerts, SILENCE)}


def _members(names: Names, alert: Alert) -> list[Member]:
    """Return what the alert is open for, by name."""
    is_sensor = alert.member_type == "device"
    named = (Member(names.of(alert.member_type, member_id), member_id if is_sensor else None) for member_id in alert.open_members)
    return sorted(named, key=lambda member: member.name)


def _row(
    names: Names,
    alert: Alert,
    simulated: SimulatedThings,
    emptied: Mapping[str, int],
    reports: Mapping[str, EmptyingReport],
    rounds: Mapping[str, int],
) -> AlertRow:
    about, (_, member) = alert.about, alert.worst_member
    emptied_at = emptied.get(about.id, 0) if about.type == "bin" and alert.parameter == "fill" else 0
    report = emptying_report(alert, reports)
    is_unconfirmed = report is not None and report.status == "unconfirmed"
    members = _members(names, alert)
    return AlertRow(
        id=alert.id,
        severity=alert.severity,
        state=alert.state,
        place=place_of(names, alert),
        device_id=about.id if about.type == "device" else None,
        names=members[:_NAMED] if len(alert.members) > 1 else (),
        count=len(members),
        parameter=alert.parameter,
        averaging=alert.averaging,
        value=member.value,
        bound=member.bound,
        limit=alert.limit,
        missed=alert.parameter in WATCHED,
        raised_at=alert.raised_at,
        measured_at=member.start if alert.parameter in WATCHED else member.end,
        no_data=alert.parameter not in WATCHED and names.now > member.fresh_until,
        escalated=alert.escalated_at is not None,
        by=alert.by,
        note=alert.note,
        shelved_until=alert.shelved_until,
        advice=advice_of(alert),
        emptied_at=emptied_at if emptied_at > member.end or (emptied_at and is_unconfirmed) else None,
        denied_at=report.time if report is not None and not is_unconfirmed else None,
        round_at=rounds.get(about.id) if about.type == "bin" and alert.parameter == "fill" else None,
        is_easing=alert.is_easing,
        simulated=is_simulated(alert, simulated),
    )
