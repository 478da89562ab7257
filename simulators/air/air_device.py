"""An air sensor: what it measures of the air around it, with its own bias, noise and response to humidity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from simulators.air.air import AirPlace, concentrations
from simulators.air.spell import ORDINARY, Spells
from simulators.air.weather import weather
from simulators.device import Kind, battery, spread
from simulators.noise import gauss

Equipment = Literal["dust", "full", "wind"]
UNIT_SPREAD = 0.03  # PMS and SDS sensors of one batch differ by less than 7 % (makers' data sheets)
RELATIVE_NOISE = 0.04
NOISE_FLOOR = {
    "pm25": 0.3,
    "pm10": 0.6,
    "no2": 1.5,
    "o3": 2.0,
    "temperature": 0.15,
    "humidity": 0.8,
    "wind_speed": 0.2,
    "wind_direction": 3.0,
}
DAMP = 80  # % RH above which droplets count as dust


@dataclass(frozen=True, slots=True, kw_only=True)
class AirDevice:
    """A sensor at a place: `dust` on mains power (PM2.5, PM10), `full` on battery with NO2 and O3 as well, `wind` with a wind gauge too.

    `coarse_seen`: the share of coarse dust (PM10 beyond PM2.5) that its optics notice: small optical sensors are nearly blind to it.
    """

    seed: int
    id: str
    place: AirPlace
    interval_s: int
    equipment: Equipment
    spells: Spells = ORDINARY
    coarse_seen: float = 1.0
    kind: Kind = "air"

    @property
    def phase_s(self) -> int:
        """Seconds by which it sends after whole intervals."""
        return spread(self.id, self.interval_s)

    def values(self, time: int) -> Mapping[str, float]:
        """Return what it measures at `time` (ms UTC): µg/m³, °C, %, V, m/s, °."""
        now = weather(self.seed, time, self.spells)
        truth = concentrations(self.seed, self.place, time, self.spells)
        truth["pm10"] = truth["pm25"] + self.coarse_seen * (truth["pm10"] - truth["pm25"])
        damp = 1 + 0.02 * max(0.0, now.humidity - DAMP)
        measured = {name: self._seen(name, truth[name] * damp, time) for name in ("pm25", "pm10")}
        if self.equipment != "dust":
            measured |= {name: self._seen(name, truth[name], time) for name in ("no2", "o3")}
        measured["temperature"] = self._plain("temperature", now.temperature, time)
        measured["humidity"] = min(100.0, self._plain("humidity", now.humidity, time))
        if self.equipment == "wind":
            measured["wind_speed"] = max(0.0, self._plain("wind_speed", now.wind, time))
            measured["wind_direction"] = self._plain("wind_direction", now.wind_from, time) % 360
        if self.equipment != "dust":
            measured["battery"] = round(battery(self.seed, self.id, time), 2)
        return measured

    def _seen(self, parameter: str, truth: float, time: int) -> float:
        bias = 1 + UNIT_SPREAD * gauss(self.seed, self.id, parameter)
        noise = (RELATIVE_NOISE * truth + NOISE_FLOOR[parameter]) * gauss(self.seed, self.id, parameter, time)
        return round(max(0.0, truth * bias + noise), 1)

    def _plain(self, parameter: str, truth: float, time: int) -> float:
        return round(truth + NOISE_FLOOR[parameter] * gauss(self.seed, self.id, parameter, time), 1)
