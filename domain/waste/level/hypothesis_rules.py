"""How often does what happen to a bin and its sensor?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationRules:
    """Figures and their sources: config/waste.toml. Chances are 0–1.

    `emptyings_a_day`: of a bin up to a quarter, up to three quarters full, and fuller. `again_hours`, `again_share`: so long after
    an emptying the next is so much rarer. `tilt_seen`: chance that an emptying's message comes from the turned sensor. `echo`: that a
    reading is something else's. `tilt_error`, `knocks_a_day`: tilts without an emptying. `lids_a_day`, `lid_hours`, `lid_tilted`:
    lids left open, for how long, and how often their messages come tilted. `blocked_a_day`, `blocked_hours`: things before the
    sensor; `blocked_same`: chance that such a thing shows the very same value again. `dead_zones_a_day`:
    of a bin nearly full, that the content comes too near to be seen.
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
