"""What goes wrong with a sensor itself: drift, a stuck value, an empty battery, false echoes, a dead zone, water on the lens?

As real ones fail (facts: low-cost optics drift, DHT22 sticks at 99.9 %; ultrasonic sensors have a dead zone of 3–25 cm, hear
walls and bags, and are blinded by condensation).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulators.device import Kind, SimulatedDevice
from simulators.noise import uniform
from simulators.weather import DAY, weather

NEVER = 1 << 62
SAGS_BEFORE = 3 * DAY  # a dying cell's voltage falls for some days, then the device is silent
WET = 92  # % RH from which water stands on an ultrasonic lens
STUCK_HUMIDITY = 99.9
DRIFTING = frozenset({"pm25", "pm10", "no2", "o3"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """What is wrong with one sensor; times are ms UTC, `NEVER` is never.

    `drift`: relative change a day since `since`. `false_echo`: share of distances that are something else's. `dead_zone_mm`: what
    is nearer is not seen: the sensor then says its farthest. `wets`: whether condensation blinds it. `humid`: its humidity sticks.
    """

    since: int
    drift: float = 0.0
    stuck_from: int = NEVER
    dead_from: int = NEVER
    false_echo: float = 0.0
    dead_zone_mm: float = 0.0
    wets: bool = False
    humid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """A device whose sensor wears; itself a pure function of time."""

    device: SimulatedDevice
    wear: Wear
    seed: int
    farthest_mm: float

    @property
    def id(self) -> str:
        """The device's id."""
        return self.device.id

    @property
    def kind(self) -> Kind:
        """What it measures."""
        return self.device.kind

    @property
    def interval_s(self) -> int:
        """Seconds between its readings."""
        return self.device.interval_s

    @property
    def phase_s(self) -> int:
        """Seconds by which it sends after whole intervals."""
        return self.device.phase_s

    def values(self, time: int) -> Mapping[str, float] | None:
        """Return what the worn sensor says at `time` (ms UTC), None once its battery is empty."""
        wear = self.wear
        if time >= wear.dead_from:
            return None
        measured = self.device.values(min(time, wear.stuck_from))
        if measured is None:
            return None
        changed = dict(measured)
        if wear.dead_from - time < SAGS_BEFORE and "battery" in changed:
            changed["battery"] = round(2.4 + 0.9 * (wear.dead_from - time) / SAGS_BEFORE, 2)
        for name in DRIFTING & changed.keys():
            changed[name] = round(changed[name] * (1 + wear.drift * max(0, time - wear.since) / DAY), 1)
        if wear.humid and "humidity" in changed:
            changed["humidity"] = STUCK_HUMIDITY
        if "distance" in changed:
            changed["distance"] = self._heard(changed["distance"], time)
        return changed

    def events(self, start: int, end: int) -> Iterator[tuple[int, str, str]]:
        """Yield (time, what, detail) of the wear that begins in `[start, end)` (ms UTC)."""
        wear = self.wear
        begins = ((wear.stuck_from, "stuck", ""), (wear.dead_from, "battery_empty", ""))
        yield from (event for event in begins if start <= event[0] < end)
        if wear.drift:
            yield start, "drift", f"{wear.drift:+.3f} a day"

    def _heard(self, true: float, time: int) -> float:
        """Return the distance (mm) that the ultrasonic sensor makes of the true one."""
        if self.wear.wets and weather(self.seed, time).humidity > WET:
            return round(self.wear.dead_zone_mm or 30.0, 0)
        if uniform(self.seed, self.id, "false echo", time) < self.wear.false_echo:
            return float(round(true * (0.3 + 0.6 * uniform(self.seed, self.id, "wall", time))))
        return self.farthest_mm if true < self.wear.dead_zone_mm else true


@dataclass(frozen=True, slots=True, kw_only=True)
class Rot:
    """How many of a town's sensors (0–1) have each trouble; `drift` is also how far, relative a day, at most."""

    drifting: float = 0.0
    drift: float = 0.02
    stuck: float = 0.0
    battery_empty: float = 0.0
    humid: float = 0.0
    false_echo: float = 0.0
    dead_zone: float = 0.0
    wets: float = 0.0


def worn(device: SimulatedDevice, rot: Rot, seed: int, start: int, end: int) -> SimulatedDevice:
    """Return `device` as `rot` leaves it between `start` and `end` (ms UTC); one that draws no trouble comes back as it is."""

    def has(trouble: str, share: float) -> bool:
        return uniform(seed, device.id, trouble) < share

    def moment(trouble: str) -> int:
        return start + int((end - start) * (0.2 + 0.7 * uniform(seed, device.id, trouble, "when")))

    ultrasonic = device.kind == "bin"
    wear = Wear(
        since=start,
        drift=rot.drift * (2 * uniform(seed, device.id, "drift") - 1) if has("drifts", rot.drifting) else 0.0,
        stuck_from=moment("stuck") if has("stuck", rot.stuck) else NEVER,
        dead_from=moment("battery") if has("battery", rot.battery_empty) else NEVER,
        humid=has("humid", rot.humid),
        false_echo=0.05 if ultrasonic and has("false echo", rot.false_echo) else 0.0,
        dead_zone_mm=round(30 + 220 * uniform(seed, device.id, "zone")) if ultrasonic and has("dead zone", rot.dead_zone) else 0.0,
        wets=ultrasonic and has("wets", rot.wets),
    )
    if wear == Wear(since=start):
        return device
    return Worn(device=device, wear=wear, seed=seed, farthest_mm=float(getattr(device, "empty_mm", 0.0)))
