"""What happens to an alert between the moment it is raised and the moment it is cleared.

One life for air, bins and sensors: raised → acknowledged → cleared; shelved with a reason for at most a day; escalated when
nobody acknowledges it. An alert about several things at once (an inversion over a town, sensors silent behind one gateway)
is one alert with members; it is cleared when the last of them is. No data never clears: a member stays as it was last seen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from domain.alerts.severity import Severity, rank, worst
from domain.alerts.threshold import Averaging, ThresholdKind
from domain.bounded_value import Bound
from domain.duration import DAY

AlertState = Literal["raised", "acknowledged", "shelved", "cleared"]
EventType = Literal["raised", "worsened", "eased", "acknowledged", "shelved", "unshelved", "escalated", "cleared", "withdrawn"]
AlertKey = tuple[str, str, str]  # a threshold's id, and type and id of a subject: there is one open alert of each
LONGEST_SHELF = DAY  # what may rest longer than a day is no alert (contract: shelved with an expiry of at most 24 h)


class AlertError(Exception):
    """The alert is not in a state for what somebody wants to do with it; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an alert is about: a site, bin, device or receiver, or an area of several."""

    type: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One thing of those an alert is about, as last seen.

    `value`: in the parameter's unit, of the window [`start`, `end`) in ms UTC; a reading's are both its time. `bound`: whether
    the true value is that, or at least or at most that. After `fresh_until` (ms UTC) there is no data. `cleared_at`: when it
    was over for this one (ms UTC), None while it is not. `cleared_by`: the end (ms UTC) of the value that cleared it, if one did.
    """

    severity: Severity
    value: float
    start: int
    end: int
    fresh_until: int
    bound: Bound = "exact"
    cleared_at: int | None = None
    cleared_by: int | None = None

    @property
    def judged_until(self) -> int:
        """The end (ms UTC) of the newest value that was judged."""
        return self.end if self.cleared_by is None else self.cleared_by

    def has_judged(self, end: int) -> bool:
        """Return whether a value that ends at `end` (ms UTC) comes too late to change anything."""
        return end < self.end or (self.cleared_by is not None and end <= self.cleared_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert; times are ms UTC. `by`, `note`: of the last person who did something about it.

    `subject` is what it is raised for once while it is open; `members` are the things themselves, by id, of `member_type`.
    """

    id: str
    threshold_id: str
    kind: ThresholdKind
    parameter: str
    averaging: Averaging
    limit: float
    subject: Subject
    member_type: str
    members: Mapping[str, Member]
    severity: Severity
    raised_at: int
    state: AlertState = "raised"
    acknowledged_at: int | None = None
    shelved_until: int | None = None
    escalated_at: int | None = None
    cleared_at: int | None = None
    by: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if not self.members:
            raise ValueError(f"alert {self.id} is about nothing: it needs a member")

    @property
    def key(self) -> AlertKey:
        """What it is found by while it is open."""
        return self.threshold_id, self.subject.type, self.subject.id

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state != "cleared"

    @property
    def open_members(self) -> Mapping[str, Member]:
        """The members for which it is not over."""
        return {name: member for name, member in self.members.items() if member.cleared_at is None}

    @property
    def about(self) -> Subject:
        """What people know it is about: the thing itself where there is but one."""
        if len(self.members) == 1:
            return Subject(type=self.member_type, id=next(iter(self.members)))
        return self.subject if self.subject.type == "area" else Subject(type="area", id="all")

    @property
    def worst_member(self) -> tuple[str, Member]:
        """The member that decides, with its id: the most severe, of these the latest seen; of the open ones while there are any."""
        among = self.open_members or self.members
        return max(among.items(), key=lambda item: (rank(item[1].severity), item[1].end, item[0]))


class Transition(NamedTuple):
    """An alert as it is from `at` (ms UTC) on, and what happened; None where only its values changed, which is news to nobody."""

    alert: Alert
    event: EventType | None
    at: int


def update_member(alert: Alert, member_id: str, member: Member | None, now: int, *, cleared_by: int | None = None) -> Transition:
    """Take in the newest of one member; None: it is over for that one, by a value that ended at `cleared_by`. Times in ms UTC."""
    if member is None:
        if member_id not in alert.open_members:
            return Transition(alert, None, now)
        member = replace(alert.members[member_id], cleared_at=now, cleared_by=cleared_by)
    members = {**alert.members, member_id: member}
    severity = worst(state.severity for state in members.values() if state.cleared_at is None)
    changed = replace(alert, members=members)
    if severity is None:
        return Transition(replace(changed, state="cleared", cleared_at=now), "cleared", now)
    if rank(severity) > rank(alert.severity):
        return Transition(worsen(changed, severity), "worsened", now)
    return Transition(replace(changed, severity=severity), "eased" if severity != alert.severity else None, now)


def worsen(alert: Alert, severity: Severity) -> Alert:
    """Make an alert more severe: who acknowledged or shelved it did so to something less, so it waits for a person again."""
    return replace(alert, severity=severity, state="raised", acknowledged_at=None, shelved_until=None, escalated_at=None)


def acknowledge(alert: Alert, *, by: str, note: str | None, now: int) -> Transition:
    """Say that somebody takes care of it. Raises AlertError when it is over; a second time changes nothing."""
    _insist_open(alert)
    if alert.state == "acknowledged":
        return Transition(alert, None, now)
    kept_note = note if note is not None else alert.note
    return Transition(
        replace(alert, state="acknowledged", acknowledged_at=now, shelved_until=None, by=by, note=kept_note), "acknowledged", now
    )


def shelve(alert: Alert, *, by: str, reason: str, until: int, now: int) -> Transition:
    """Put it away until `until` (ms UTC), for a reason. Raises AlertError when it is over or that is not within 24 hours."""
    _insist_open(alert)
    if not now < until <= now + LONGEST_SHELF:
        raise AlertError("an alert is shelved until a time that lies ahead, at most 24 hours")
    if not reason.strip():
        raise AlertError("an alert is shelved for a reason: say which, for those who look later")
    return Transition(replace(alert, state="shelved", shelved_until=until, by=by, note=reason), "shelved", now)


def unshelve(alert: Alert, now: int) -> Transition:
    """Bring it back when its time on the shelf is over."""
    if alert.state != "shelved" or alert.shelved_until is None or alert.shelved_until > now:
        return Transition(alert, None, now)
    return Transition(replace(alert, state="acknowledged" if alert.acknowledged_at else "raised", shelved_until=None), "unshelved", now)


def escalate(alert: Alert, now: int) -> Transition:
    """Tell more loudly, once, that nobody has acknowledged it."""
    if alert.state != "raised" or alert.escalated_at is not None:
        return Transition(alert, None, now)
    return Transition(replace(alert, escalated_at=now), "escalated", now)


def withdraw(alert: Alert, *, by: str, why: str, now: int) -> Transition:
    """End it without its cause being over: its threshold or what it was about is no more."""
    if not alert.is_open:
        return Transition(alert, None, now)
    return Transition(replace(alert, state="cleared", cleared_at=now, by=by, note=why), "withdrawn", now)


def open_members(alerts: Iterable[Alert], parameter: str) -> Iterator[tuple[Alert, str]]:
    """Yield each alert about `parameter` with the id of each member that it is not over for."""
    for alert in alerts:
        if alert.parameter == parameter:
            yield from ((alert, name) for name in alert.open_members)


def _insist_open(alert: Alert) -> None:
    if not alert.is_open:
        raise AlertError("this alert is over: there is nothing left to do about it")
