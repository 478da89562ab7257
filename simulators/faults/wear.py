"""What goes wrong with a sensor itself: drift, a stuck value, an empty battery, false echoes, a dead zone, water on the lens.

Real sensors fail this way: low-cost optics drift, a DHT22 sticks at 99.9 %; ultrasonic sensors have a dead zone of 3–25 cm, pick up
echoes of walls and bags, and are blinded by condensation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.duration import DAY
from simulators.air.weather import weather
from simulators.device import Kind, SimulatedDevice
from simulators.faults.fault import OF_SENSORS, Fault, Faults
from simulators.noise import uniform

Span = tuple[int, int]
NEVER: Span = (1 << 62, 1 << 62)
SAGS_BEFORE = 3 * DAY  # a dying cell's voltage falls for some days, then the device is silent
WET = 92  # % RH from which water stands on an ultrasonic lens
STUCK_HUMIDITY = 99.9
DRIFTING = frozenset({"pm25", "pm10", "no2", "o3"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """What is wrong with one sensor. `drifts`, `stuck`, `dead`: from when until when (ms UTC); `NEVER` is never.

    `drift`: relative change a day during `drifts`; afterwards the sensor is calibrated again. `false_echo`: share of distances that
    come from something else. `dead_zone_mm`: the sensor does not see what is nearer and reports its farthest distance. `wets`:
    whether condensation blinds it. `humid`: whether its humidity sticks.
    """

    drifts: Span
    drift: float = 0.0
    stuck: Span = NEVER
    dead: Span = NEVER
    false_echo: float = 0.0
    dead_zone_mm: float = 0.0
    wets: bool = False
    humid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WornDevice:
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
        """Return what the worn sensor reports at `time` (ms UTC), None once its battery is empty."""
        wear = self.wear
        if _within(wear.dead, time):
            return None
        measured = self.device.values(wear.stuck[0] if _within(wear.stuck, time) else time)
        if measured is None:
            return None
        changed = dict(measured)
        if 0 < wear.dead[0] - time < SAGS_BEFORE and "battery" in changed:
            changed["battery"] = round(2.4 + 0.9 * (wear.dead[0] - time) / SAGS_BEFORE, 2)
        if wear.drift and _within(wear.drifts, time):
            for name in DRIFTING & changed.keys():
                changed[name] = round(changed[name] * (1 + wear.drift * (time - wear.drifts[0]) / DAY), 1)
        if wear.humid and "humidity" in changed:
            changed["humidity"] = STUCK_HUMIDITY
        if "distance" in changed:
            changed["distance"] = self._echo(changed["distance"], time)
        return changed

    def events(self, start: int, end: int) -> Iterator[tuple[int, str, str]]:
        """Yield (time, what, detail) of the wear that begins in `[start, end)` (ms UTC)."""
        wear = self.wear
        begins = [(wear.stuck[0], "stuck", ""), (wear.dead[0], "battery_empty", "")]
        if wear.drift:
            begins.append((wear.drifts[0], "drifting", f"{wear.drift:+.3f} a day"))
        yield from (event for event in begins if start <= event[0] < end)

    def _echo(self, true: float, time: int) -> float:
        """Return the distance (mm) that the ultrasonic sensor reports for the true one."""
        if self.wear.wets and weather(self.seed, time).humidity > WET:
            return round(self.wear.dead_zone_mm or 30.0, 0)
        if uniform(self.seed, self.id, "false echo", time) < self.wear.false_echo:
            return float(round(true * (0.3 + 0.6 * uniform(self.seed, self.id, "wall", time))))
        return self.farthest_mm if true < self.wear.dead_zone_mm else true


@dataclass(frozen=True, slots=True, kw_only=True)
class WearRates:
    """The share (0–1) of a town's sensors with each kind of wear; `drift`: the largest relative change a day."""

    drifting: float = 0.0
    drift: float = 0.02
    stuck: float = 0.0
    battery_empty: float = 0.0
    humid: float = 0.0
    false_echo: float = 0.0
    dead_zone: float = 0.0
    wets: float = 0.0


def worn(device: SimulatedDevice, rates: WearRates, faults: Faults, seed: int, start: int, end: int) -> SimulatedDevice:
    """Return `device` as it is between `start` and `end` (ms UTC); a device without wear is returned unchanged.

    `rates` draws moments of its own, `faults` have theirs; where both affect a device, the fault counts.
    """

    def has(kind: str, share: float) -> bool:
        return uniform(seed, device.id, kind) < share

    def span(kind: str, share: float) -> Span:
        since = start + int((end - start) * (0.2 + 0.7 * uniform(seed, device.id, kind, "when")))
        return (since, NEVER[1]) if has(kind, share) else NEVER

    at = {fault.kind: (max(fault.start, start), fault.end) for fault in faults if _affects(fault, device, seed)}
    drifts = at.get("drifting", (start, NEVER[1]) if has("drifts", rates.drifting) else NEVER)
    ultrasonic = device.kind == "bin"
    wear = Wear(
        drifts=drifts,
        drift=rates.drift * (2 * uniform(seed, device.id, "drift") - 1) if drifts != NEVER else 0.0,
        stuck=at.get("stuck", span("stuck", rates.stuck)),
        dead=at.get("battery_empty", span("battery", rates.battery_empty)),
        humid=has("humid", rates.humid),
        false_echo=0.05 if ultrasonic and has("false echo", rates.false_echo) else 0.0,
        dead_zone_mm=round(30 + 220 * uniform(seed, device.id, "zone")) if ultrasonic and has("dead zone", rates.dead_zone) else 0.0,
        wets=ultrasonic and has("wets", rates.wets),
    )
    if wear == Wear(drifts=NEVER):
        return device
    return WornDevice(device=device, wear=wear, seed=seed, farthest_mm=float(getattr(device, "empty_mm", 0.0)))


def _affects(fault: Fault, device: SimulatedDevice, seed: int) -> bool:
    return fault.kind in OF_SENSORS and uniform(seed, device.id, fault.kind, fault.start) < fault.rate


def _within(span: Span, time: int) -> bool:
    return span[0] <= time < span[1]
