"""How often what happens to a bin and its sensor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisRules:
    """Probabilities (0–1), rates a day and durations in hours; figures and their sources: config/waste.toml.

    `emptyings_a_day`: of a bin up to a quarter full, up to three quarters, and fuller. `again_hours`, `again_share`: for so long after
    an emptying the next one is that much rarer. `tilt_seen`: that an emptying has a message from the turned sensor.
    `echo`: that a reading is of something else. `tilt_error`, `knocks_a_day`: tilts without an emptying.
    `lids_a_day`, `lid_hours`, `lid_tilted`: lids left open, for how long, and how often their messages are tilted.
    `blocked_a_day`, `blocked_hours`: things in front of the sensor; `blocked_same`: that such a thing gives the very same value again.
    `dead_zones_a_day`: of a bin nearly full, that the content comes too near to be seen.
    """

    emptyings_a_day: tuple[float, float, float]
    again_hours: float
    again_share: float
    tilt_seen: float
    echo: float
    tilt_error: float
    knocks_a_day: float
    lids_a_day: float
    lid_hours: float
    lid_tilted: float
    blocked_a_day: float
    blocked_hours: float
    blocked_same: float
    dead_zones_a_day: float
