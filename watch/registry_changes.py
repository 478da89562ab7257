"""What people changed since last time: registrations, and periods declared invalid or valid again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.device import Registry
from storage.readings.protocol import Readings
from storage.state import jobs, registry, sequences
from storage.state.air import invalidations
from storage.state.engine import State
from storage.state.jobs import Job
from storage.state.registry import Thing
from watch.air import stale_hours
from watch.air.stale_hours import StalePeriod
from watch.alerts import silence
from watch.leadership import Leadership

AT_ONCE = 200  # changes followed at once
_CURSOR = "watch.registry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Things that changed, each with its revision, oldest first, and periods whose hours are wrong."""

    things: Sequence[tuple[int, Thing]]
    invalidations: Sequence[Job]

    def __bool__(self) -> bool:
        return bool(self.things or self.invalidations)


def read_changes(connection: Connection) -> Changes:
    """Return the changes that nobody has followed yet."""
    return Changes(
        things=registry.changed_since(connection, sequences.value(connection, _CURSOR), AT_ONCE),
        invalidations=jobs.waiting(connection, invalidations.RECOMPUTE, AT_ONCE),
    )


class RegistryChanges:
    """Requests anew the hours that a registration or a declared period makes wrong."""

    def __init__(self, state: State, readings: Readings, leadership: Leadership) -> None:
        self._state = state
        self._readings = readings
        self._leadership = leadership

    def follow(self, changes: Changes, registry_: Registry, now: int, pulse: Callable[[], None]) -> None:
        """Follow the changes at `now` (ms UTC). Raises StateAwayError, LostLeadershipError, and what reading and `pulse` raise."""
        things = [thing for _, thing in changes.things]
        invalid = [StalePeriod(job.key, job.body["start"], job.body["end"]) for job in changes.invalidations]
        wrong = [*stale_hours.changes_of(things, registry_, now), *invalid]
        hours = stale_hours.hours_with_readings(self._readings, wrong, pulse)
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            stale_hours.enqueue(connection, hours, now)
            silence.expect(connection, registry_, [thing.id for thing in things if thing.id in registry_.devices], now)
            jobs.done(connection, [job.id for job in changes.invalidations])
            if changes.things:
                sequences.put(connection, _CURSOR, changes.things[-1][0])
