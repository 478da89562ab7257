"""What a source of alerts observed: a new value under a threshold ladder, or that an alert is over, withdrawn or overdue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.alerts.alert import Alert, AlertKey, Subject
from domain.alerts.severity import Severity
from domain.alerts.threshold import Sample, ThresholdLadder, severity_after

OpenAlerts = Mapping[AlertKey, Alert]
NEVER_STALE = 1 << 62  # ms UTC: until then what is no measurement has data


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The newest values of one thing under one ladder.

    `run`: oldest first, without a gap. `fresh_until`: after this (ms UTC) they are no data. `at`: when this could be known at
    the earliest (ms UTC). `severity`: where it does not follow from the values alone. `delivery`: the id of the newest message that
    led to it, None where no message did.
    """

    ladder: ThresholdLadder
    subject: Subject
    member_type: str
    member: str
    run: Sequence[Sample]
    fresh_until: int
    at: int
    severity: Severity | None = None
    delivery: str | None = None

    @property
    def key(self) -> AlertKey:
        """Return what the alert is found by."""
        return self.ladder[0].id, self.subject.type, self.subject.id

    @property
    def newest(self) -> Sample:
        """The newest of its values."""
        return self.run[-1]

    def severity_after(self, before: Severity | None) -> Severity | None:
        """Return how severe it is, None for not at all; `before`: how severe it was."""
        severity = severity_after(self.ladder, before, self.run)
        return self.severity if severity and self.severity else severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """An alert is over for one of its members, though no value says so: a device that was silent sends again."""

    alert: Alert
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """An alert has lost its threshold or what it was about."""

    alert: Alert
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """Nobody acknowledged an alert in time, or its time on the shelf is over."""

    alert: Alert
    what: Literal["acknowledgement", "shelf"]


Observed = Observation | Recovery | Withdrawal | Overdue


def relevant(observed: Iterable[Observed], open_alerts: OpenAlerts) -> Iterator[Observed]:
    """Yield what may change an alert: of values those that are severe, and those that follow one that is or was."""
    followed = {(*key, member) for key, alert in open_alerts.items() for member in alert.open_members}
    for observation in observed:
        if isinstance(observation, Observation):
            member = (*observation.key, observation.member)
            if observation.severity_after(None) is not None:
                followed.add(member)
            if member not in followed:
                continue
        yield observation
