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
from watch.air.stale_hours import Change
from watch.alerts import silence
from watch.leadership import Leadership

AT_ONCE = 200  # changes followed at once
_CURSOR = "watch.registry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Things that changed, each with its revision, oldest first, and periods whose hours are wrong."""

    changed: Sequence[tuple[int, Thing]]
    again: Sequence[Job]

    def __bool__(self) -> bool:
        return bool(self.changed or self.again)


def read_told(connection: Connection) -> Told:
    """Return what people have told and nobody has followed yet."""
    return Told(
        changed=registry.changed_since(connection, sequences.value(connection, _CURSOR), AT_ONCE),
        again=jobs.waiting(connection, invalidations.RECOMPUTE, AT_ONCE),
    )


class People:
    """Lets the hours that people's word makes wrong be worked out again."""

    def __init__(self, state: State, readings: Readings, leadership: Leadership) -> None:
        self._state = state
        self._readings = readings
        self._leadership = leadership

    def follow(self, told: Told, known: Registry, now: int, pulse: Callable[[], None]) -> None:
        """Follow it at `now` (ms UTC). Raises StateAwayError, LostLeadershipError, and what reading and `pulse` raise."""
        things = [thing for _, thing in told.changed]
        invalid = [Change(job.key, job.body["start"], job.body["end"]) for job in told.again]
        wrong = [*stale_hours.changes_of(things, known, now), *invalid]
        hours = stale_hours.hours_with_readings(self._readings, wrong, pulse)
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            stale_hours.enqueue(connection, hours, now)
            silence.expect(connection, known, [thing.id for thing in things if thing.id in known.devices], now)
            jobs.done(connection, [job.id for job in told.again])
            if told.changed:
                sequences.put(connection, _CURSOR, told.changed[-1][0])
