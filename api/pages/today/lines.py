"""At most seven lines of what needs a person, grouped by what solves them, the worst first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.alerts.alert import Alert
from domain.alerts.severity import rank
from domain.alerts.threshold import FAULT, PICKUP, SILENCE, WATCHED
from domain.waste.decision.trigger import Trigger

MOST = 7
Kind = Literal[
    "broken", "danger", "trigger", "air", "contradiction", "work", "silent", "fill", "sensor_fault", "other", "quarantined", "more"
]
Mark = Literal["must", "soon", "fault", "silent"]
# Danger to people first, then what must be driven, then what may get worse, last what has time.
_ORDER: tuple[Kind, ...] = (
    "broken", "danger", "trigger", "air", "contradiction", "work", "silent", "fill", "sensor_fault", "other", "quarantined", "more",
)  # fmt: skip
_MARKS: dict[Kind, Mark] = {"broken": "fault", "danger": "must", "trigger": "must", "silent": "silent", "sensor_fault": "fault"}
_AT = {
    "broken": "#attention", "air": "/luft", "silent": "/sensorer", "sensor_fault": "/sensorer/arbeid", "quarantined": "/sensorer",
    "fill": "/avfall?vis=day", "contradiction": "/sensorer/arbeid", "work": "/sensorer/arbeid", "other": "#attention", "more": "?alle",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to do about `count` things of a kind; `at` is where it is done: a page, or a part of this one.

    `alert`: the worst of the alerts that it stands for; `trigger`: what a round may be planned for. `since`: ms UTC.
    """

    kind: Kind
    count: int
    mark: Mark
    at: str = ""
    alert: Alert | None = None
    trigger: Trigger | None = None
    since: int | None = None
    critical: bool = False

    @property
    def leave_by(self) -> int:
        """When its truck must leave at the latest (ms UTC), 0 where none is needed."""
        return self.trigger.latest_departure if self.trigger else 0


def lines(
    open_alerts: Iterable[Alert],
    open_triggers: Sequence[Trigger],
    *,
    on_the_way: Collection[str],
    contradictions: int,
    work: int,
    silent: int,
    quarantined: int,
    broken: int,
) -> list[Line]:
    """Return every line, the worst first.

    `on_the_way`: bins, by id, that a round goes to or that a crew has emptied: no alarms any more. `silent`: devices that no
    alert reports. The others are counts.
    """
    waiting = [alert for alert in open_alerts if alert.state != "shelved"]
    left = [alert for alert in waiting if not is_told_elsewhere(alert, open_triggers, on_the_way)]
    made = [*_of_triggers(open_triggers), *_of_alerts(left, silent)]
    counts: dict[Kind, int] = {"broken": broken, "contradiction": contradictions, "work": work, "quarantined": quarantined}
    made += [_line(kind, count) for kind, count in counts.items() if count]
    return sorted(made, key=lambda line: (not line.critical and line.kind == "air", _ORDER.index(line.kind), line.leave_by, -line.count))


def is_told_elsewhere(alert: Alert, open_triggers: Iterable[Trigger], on_the_way: Collection[str]) -> bool:
    """Return whether a trigger's line, a round on its way or a newer level says it already: such an alert is no alarm of its own."""
    if alert.parameter == PICKUP:
        return any(True for _ in open_triggers)
    if alert.parameter != "fill" or alert.about.type != "bin":
        return False
    bin_id = alert.about.id
    return alert.is_easing or bin_id in on_the_way or any(bin_id in trigger.bin_ids for trigger in open_triggers)


def at_most_seven(made: Sequence[Line]) -> list[Line]:
    """Return the first seven lines; where there are more the last one stands for the rest."""
    if len(made) <= MOST:
        return list(made)
    return [*made[: MOST - 1], _line("more", len(made) - MOST + 1)]


def _of_triggers(open_triggers: Iterable[Trigger]) -> list[Line]:
    return [Line(kind="trigger", count=len(trigger.bins), mark="must", trigger=trigger, critical=True) for trigger in open_triggers]


def _of_alerts(waiting: Iterable[Alert], silent: int) -> list[Line]:
    """Return a line for each danger and each parameter of the air, and one for each other kind."""
    groups: defaultdict[tuple[Kind, str], list[Alert]] = defaultdict(list)
    for alert in waiting:
        kind = _kind(alert)
        groups[kind, alert.id if kind == "danger" else alert.parameter if kind == "air" else ""].append(alert)
    made = [_of_group(kind, group) for (kind, _), group in groups.items() if kind != "silent"]
    reported = groups.get(("silent", ""), [])
    count = silent + sum(len(alert.open_members) for alert in reported)
    since = min((alert.raised_at for alert in reported), default=None)
    largest = max(reported, key=lambda alert: len(alert.open_members), default=None)
    return [*made, *([_line("silent", count, largest, since)] if count else [])]


def _kind(alert: Alert) -> Kind:
    if alert.parameter == SILENCE:
        return "silent"
    if alert.parameter == FAULT:
        return "sensor_fault"
    if alert.parameter == "fill":
        return "fill"
    if alert.kind == "air":
        return "air"
    return "danger" if alert.severity == "critical" and alert.parameter not in WATCHED else "other"


def _of_group(kind: Kind, group: Sequence[Alert]) -> Line:
    worst = max(group, key=lambda alert: (rank(alert.severity), -alert.raised_at))
    return _line(kind, len(group), worst, min(alert.raised_at for alert in group))


def _line(kind: Kind, count: int, alert: Alert | None = None, since: int | None = None) -> Line:
    critical = kind == "danger" or (alert is not None and alert.severity == "critical")
    at = f"#alert-{alert.id}" if alert and kind == "danger" else _AT.get(kind, "")
    return Line(
        kind=kind, count=count, mark=_MARKS.get(kind, "must" if critical else "soon"), at=at, alert=alert, since=since, critical=critical
    )
