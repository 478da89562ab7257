"""Parts of the service that have not worked for a while, by what its roles say of themselves: a broker, a log, a store, or a whole role."""

from collections.abc import Collection, Iterator

from domain.alerts.alert import Subject, open_members
from domain.alerts.observations.observation import NEVER_STALE, Observation, Recovery
from domain.alerts.threshold import SERVICE, Sample
from domain.duration import MINUTE
from domain.heartbeat import INGEST, expected_roles, kind_of
from storage.state.heartbeats import Heartbeat
from watch.alerts.context import Context

_NAMED = frozenset(("broker", "session", "log", "log_damage", "drain", "readings", "state"))  # those that texts have a name for
_OTHER = "other"


def failing_since(beats: Collection[Heartbeat]) -> dict[str, int]:
    """Return since when (ms UTC, real time) each failing part has failed; a role that fell silent is a part itself."""
    now = max((beat.at for beat in beats), default=0)
    # Of the roles whose silence is a failure: whether watch is silent, watch cannot tell.
    ingests = [role for role in expected_roles({beat.role: beat.at for beat in beats}) if kind_of(role) == INGEST]
    failing: dict[str, int] = {}
    for beat in beats:
        if now - beat.at < MINUTE:
            for check in beat.checks:
                if not check.ok and check.since is not None:
                    part = check.name if check.name in _NAMED else _OTHER
                    failing[part] = min(check.since, failing.get(part, check.since))
        elif beat.role in ingests:
            failing[INGEST] = min(beat.at, failing.get(INGEST, beat.at))
    return failing


def observations(beats: Collection[Heartbeat], context: Context) -> Iterator[Observation]:
    """Yield for how many whole minutes each failing part has failed."""
    now = max((beat.at for beat in beats), default=0)
    for ladder in context.thresholds.judging("instant", SERVICE):
        for part, since in failing_since(beats).items():
            minutes = (now - since) // MINUTE
            yield Observation(
                ladder=ladder,
                subject=Subject(type="service", id=part),
                member_type="service",
                member=part,
                run=(Sample(start=since, end=since + minutes * MINUTE, value=float(minutes)),),
                fresh_until=NEVER_STALE,
                at=context.now,
            )


def recoveries(beats: Collection[Heartbeat], context: Context) -> Iterator[Recovery]:
    """Yield each part that works again."""
    failing = failing_since(beats)
    for alert, part in open_members(context.open_alerts.values(), SERVICE):
        if part not in failing:
            yield Recovery(alert=alert, member=part)
