"""What can happen to an alert: raised → acknowledged → cleared, for air, bins and sensors alike.

It is shelved with a reason for at most a day, and escalates when nobody acknowledges it.
"""

from dataclasses import replace
from typing import Literal, NamedTuple

from domain.alerts.alert import Alert, Member
from domain.alerts.severity import Severity, rank, worst
from domain.duration import DAY

EventType = Literal["raised", "worsened", "eased", "acknowledged", "shelved", "unshelved", "escalated", "cleared", "withdrawn"]
LONGEST_SHELF = DAY  # what may rest longer than a day is no alert (contract: shelved with an expiry of at most 24 h)


class AlertError(Exception):
    """The alert is not in a state for what somebody wants to do with it; the message says why."""


class Transition(NamedTuple):
    """An alert as it is from `at` (ms UTC) on, and what happened; None where only its values changed, which is news to nobody."""

    alert: Alert
    event: EventType | None
    at: int


def update_member(
    alert: Alert, member_id: str, member: Member | None, now: int, *, cleared_by: int | None = None, delivery: str | None = None
) -> Transition:
    """Take in the newest of one member.

    None: it is over for that one, by a value that ended at `cleared_by` and came with the message `delivery`. Times in ms UTC.
    """
    if member is None:
        if member_id not in alert.open_members:
            return Transition(alert, None, now)
        last = alert.members[member_id]
        member = replace(last, cleared_at=now, cleared_by=cleared_by, delivery=delivery or last.delivery)
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


def _insist_open(alert: Alert) -> None:
    if not alert.is_open:
        raise AlertError("this alert is over: there is nothing left to do about it")
