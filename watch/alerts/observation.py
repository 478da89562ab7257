"""What does a new value mean for the alert there is, or for the one there should be?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.alerts.alert import Alert, Member, Subject, Transition, observe
from domain.alerts.judged_value import shown_value
from domain.alerts.severity import Severity
from domain.alerts.threshold import Sample, ThresholdLadder, severity_after
from storage.state.alerts import alerts

OpenAlerts = Mapping[tuple[str, str, str], Alert]  # by threshold and subject's type and id


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The newest values of one thing under one ladder.

    `run`: oldest first, without a gap. `fresh_until`: after this (ms UTC) they are no data. `at`: when this could be known at
    the earliest (ms UTC). `severity`: where it does not follow from the values alone.
    """

    ladder: ThresholdLadder
    subject: Subject
    member_type: str
    member: str
    run: Sequence[Sample]
    fresh_until: int
    at: int
    severity: Severity | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what the alert is found by."""
        return self.ladder[0].id, self.subject.type, self.subject.id

    def severity_now(self, before: Severity | None) -> Severity | None:
        """Return how severe it is, None for not at all; `before`: how severe it was."""
        found = severity_after(self.ladder, before, self.run)
        return self.severity if found and self.severity else found


def by_key(found: Sequence[Alert]) -> OpenAlerts:
    """Return open alerts by threshold and subject."""
    return {(alert.threshold_id, alert.subject.type, alert.subject.id): alert for alert in found}


def that_matter(observations: Iterable[Observation], open_alerts: OpenAlerts) -> Iterator[Observation]:
    """Yield those that may change anything: what is serious, and what follows something that is or was."""
    followed = {(*key, member) for key, alert in open_alerts.items() for member in alert.open_members}
    for observation in observations:
        if observation.severity_now(None) is not None:
            followed.add((*observation.key, observation.member))
        if (*observation.key, observation.member) in followed:
            yield observation


def take_in(connection: Connection, observation: Observation, alert: Alert | None, now: int) -> tuple[Transition, bool] | None:
    """Return the alert as it is after the observation, and whether it is new; None where nothing changes.

    A value that is older than what is known annotates nothing and raises nothing: it has been judged before.
    """
    sample = observation.run[-1]
    known = alert.members.get(observation.member) if alert else None
    if known is not None and sample.end < known.end:
        return None
    before = known.severity if known is not None and known.cleared_at is None else None
    severity = observation.severity_now(before)
    if alert is not None:
        if severity is None and before is None:
            return None
        change = observe(alert, observation.member, _member(observation, severity) if severity else None, now)
        return None if change == (alert, None) else (change, False)
    if severity is None or alerts.has_taken_in(connection, observation.ladder[0].id, observation.subject, observation.member, sample.end):
        return None
    return (_raised(observation, severity, now), "raised"), True


def _raised(observation: Observation, severity: Severity, now: int) -> Alert:
    base = observation.ladder[0]
    return Alert(
        id=alerts.new_id(),
        threshold_id=base.id,
        kind=base.kind,
        parameter=base.parameter,
        averaging=base.averaging,
        limit=base.raise_at,
        subject=observation.subject,
        member_type=observation.member_type,
        members={observation.member: _member(observation, severity)},
        severity=severity,
        raised_at=now,
    )


def _member(observation: Observation, severity: Severity) -> Member:
    sample = observation.run[-1]
    return Member(
        severity=severity,
        value=shown_value(observation.ladder[0].parameter, sample.value),
        bound=sample.bound,
        start=sample.start,
        end=sample.end,
        fresh_until=observation.fresh_until,
    )
