"""How still a sensor holds its value: noise shows that it is alive, and a value that it repeats for too long that it is stuck."""

from dataclasses import dataclass, replace

from domain.duration import DAY

_STUCK_READINGS, _STUCK = 24, DAY  # of a sensor whose noise shows that it is alive
_ALIVE = 4 * DAY  # so long a sensor must have moved, before repeating says anything without noise
_STILL_READINGS, _STILL = 8, 2 * DAY  # of such a sensor
_STILLER = 2  # times its longest rest: a bin that nobody uses on weekends rests for days
_MOVING = 0.7  # share of readings that differ from the one before, of a live sensor
_LEAST, _MOST = 0.02, 0.98  # probability that a value repeats, or moved: never certain
_NEWEST = 0.05  # share of one reading in `moving`


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """The newest value `raw`, repeated `repeats` times since `repeated_since`; times in ms UTC.

    `first_value`: when the sensor sent its first value. `longest_rest`: the longest time (ms) in which an earlier value was repeated.
    `moving`: share of small falls, which are noise, that followed a change.
    """

    raw: float | None = None
    repeats: int = 0
    repeated_since: int = 0
    first_value: int | None = None
    longest_rest: int = 0
    moving: float = 0.03  # a sensor of which nothing is known is taken to repeat itself as a box does, so that repeating means nothing

    def followed_by(self, value: float, time: int, last_seen: int | None, *, by_noise: bool) -> "Repetition":
        """Return it after the next value; `last_seen`: the message before it. `by_noise`: it fell a little, as no waste does."""
        if value == self.raw:
            return replace(self, repeats=self.repeats + 1)
        moving = self.moving
        if by_noise:
            moving = moving * (1 - _NEWEST) + (_NEWEST if self.repeats == 0 else 0.0)
        rest = last_seen - self.repeated_since if self.repeats and last_seen is not None else 0
        return Repetition(
            raw=value,
            repeated_since=time,
            first_value=time if self.first_value is None else self.first_value,
            longest_rest=max(self.longest_rest, rest),
            moving=moving,
        )

    def likelihood_if_open(self) -> float:
        """Return how likely the newest value repeats, or does not repeat, the one before, as it does, if the sensor sees the content."""
        return min(max(self.moving if self.repeats == 0 else 1 - self.moving, _LEAST), _MOST)

    def likelihood_if_blocked(self, same: float) -> float:
        """Return the same if something is in front of the sensor, which shows the very `same` value again with that probability."""
        return 1 - same if self.repeats == 0 else same

    def is_stuck(self, last_seen: int, gap: int, *, rests: bool) -> bool:
        """Return whether the sensor has repeated its value for too long, at `last_seen` (ms UTC), `gap` ms after the message before.

        `rests`: no wonder that it does, as of a full bin that waits to be emptied.
        """
        rest = last_seen - self.repeated_since
        if self.moving >= _MOVING and self.repeats >= _STUCK_READINGS and rest >= _STUCK:
            return True
        if self.first_value is None or self.repeats < _STILL_READINGS or rests:
            return False
        # A value stands until the next one would come.
        was_alive = self.repeated_since + gap - self.first_value >= _ALIVE
        return was_alive and rest + gap >= max(_STILL, _STILLER * self.longest_rest)
