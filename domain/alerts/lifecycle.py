"""Turns what was observed, and the alerts that are open, into transitions of alerts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.alerts.alert import Alert, AlertKey, Member
from domain.alerts.observations.judged_value import shown_value
from domain.alerts.observations.observation import Observation, Observed, OpenAlerts, Overdue, Recovery, Withdrawal
from domain.alerts.severity import Severity
from domain.alerts.transition import Transition, escalate, unshelve, update_member, withdraw

LastEnds = Mapping[tuple[AlertKey, str], int]  # the end (ms UTC) of the newest value of a member that was judged


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionClock:
    """When transitions happen: `now` (ms UTC), or, in a replay, when what was observed could be known, which may be earlier."""

    now: int
    replayed: bool = False

    def at(self, observed: Observed) -> int:
        """Return the time of a transition (ms UTC)."""
        return min(self.now, observed.at) if self.replayed and isinstance(observed, Observation) else self.now


def transitions(
    observed: Iterable[Observed], open_alerts: OpenAlerts, last_ends: LastEnds, clock: TransitionClock, new_id: Callable[[], str]
) -> Iterator[Transition]:
    """Yield what happens to alerts, in order; each transition holds the alert as it is after it.

    A value that is older than what an alert has taken in changes nothing and raises nothing: it has been judged before.
    `last_ends`: of members of alerts that are over.
    """
    alerts = _Alerts(dict(open_alerts), dict(last_ends), clock, new_id)
    for observation in observed:
        transition = alerts.transition(observation)
        if transition is not None:
            yield transition


def still_open(open_alerts: OpenAlerts, happened: Iterable[Transition]) -> OpenAlerts:
    """Return the alerts that are open after what happened."""
    alerts = {**open_alerts, **{transition.alert.key: transition.alert for transition in happened}}
    return {key: alert for key, alert in alerts.items() if alert.is_open}


@dataclass(slots=True)
class _Alerts:
    """The alerts as they are after the transitions so far."""

    open: dict[AlertKey, Alert]
    last_ends: dict[tuple[AlertKey, str], int]
    clock: TransitionClock
    new_id: Callable[[], str]

    def transition(self, observed: Observed) -> Transition | None:
        """Return what an observation does to its alert, None where it changes nothing."""
        alert = self.open.get(observed.key if isinstance(observed, Observation) else observed.alert.key)
        at = self.clock.at(observed)
        if isinstance(observed, Observation):
            transition = self._observe(observed, alert, at)
        else:
            transition = _follow(observed, alert, at) if alert is not None and alert.id == observed.alert.id else None
        if transition is None or (transition.event is None and transition.alert == alert):
            return None
        self._keep(transition.alert)
        return transition

    def _observe(self, observation: Observation, alert: Alert | None, at: int) -> Transition | None:
        member = alert.members.get(observation.member) if alert is not None else None
        end = observation.newest.end
        last_end = self.last_ends.get((observation.key, observation.member), -1)
        if member.has_judged(end) if member is not None else end <= last_end:
            return None
        before = member.severity if member is not None and member.cleared_at is None else None
        severity = observation.severity_after(before)
        if alert is not None:
            if severity is None and before is None:
                return None
            newest = _member(observation, severity)
            return update_member(alert, observation.member, newest, at, cleared_by=end, delivery=observation.delivery)
        if severity is None:
            return None
        return Transition(_raised(observation, severity, self.new_id(), at), "raised", at)

    def _keep(self, alert: Alert) -> None:
        if alert.is_open:
            self.open[alert.key] = alert
            return
        self.open.pop(alert.key, None)
        self.last_ends |= {(alert.key, name): member.judged_until for name, member in alert.members.items()}


def _follow(observed: Recovery | Withdrawal | Overdue, alert: Alert, at: int) -> Transition:
    if isinstance(observed, Recovery):
        return update_member(alert, observed.member, None, at)
    if isinstance(observed, Withdrawal):
        return withdraw(alert, by="watch", why=observed.why, now=at)
    return unshelve(alert, at) if observed.what == "shelf" else escalate(alert, at)


def _raised(observation: Observation, severity: Severity, alert_id: str, at: int) -> Alert:
    base = observation.ladder[0]
    member = _member(observation, severity)
    return Alert(
        id=alert_id,
        threshold_id=base.id,
        kind=base.kind,
        parameter=base.parameter,
        averaging=base.averaging,
        limit=base.raise_at,
        subject=observation.subject,
        member_type=observation.member_type,
        members={observation.member: member} if member is not None else {},
        severity=severity,
        raised_at=at,
    )


def _member(observation: Observation, severity: Severity | None) -> Member | None:
    if severity is None:
        return None
    sample = observation.newest
    return Member(
        severity=severity,
        value=shown_value(observation.ladder[0].parameter, sample.value),
        bound=sample.bound,
        start=sample.start,
        end=sample.end,
        fresh_until=observation.fresh_until,
        delivery=observation.delivery,
    )
