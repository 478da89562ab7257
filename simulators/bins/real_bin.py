"""Real litter bins: Edinburgh's emptyings of summer 2016, repeated every nine weeks with their weekdays.

Between two emptyings the bin fills evenly up to what was found in it. Source and terms: data/README.md.
"""

import csv
import gzip
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from domain.duration import DAY
from simulators.air.weather import weather
from simulators.bins.bin import DEAD_ZONE_MM, ECHO_NOISE_MM, OVERFULL
from simulators.device import Kind, battery, spread
from simulators.noise import gauss, uniform
from simulators.scene import Scene

EXTRACT = Path(__file__).parents[1] / "data" / "bins-edinburgh-2016.csv.gz"
BEGAN = 1_465_167_600_000  # Monday 6 June 2016, 00:00 in Edinburgh (UTC+1), ms UTC
WEEKS_9 = 63 * DAY  # whole weeks, so that a Friday stays a Friday
EMPTY_MM, FULL_MM = 850, 180
FULL_BY_SOURCE = 0.8  # the source calls a bin that is 80 % full 100 %
INTERVAL_S = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class RealBin:
    """A bin that fills as `column` of the extract did."""

    seed: int
    id: str
    column: str
    interval_s: int = INTERVAL_S
    empty_mm: float = EMPTY_MM
    full_mm: float = FULL_MM
    kind: Kind = "bin"

    @property
    def phase_s(self) -> int:
        """Seconds by which it sends after whole intervals."""
        return spread(self.id, self.interval_s)

    def emptied_at(self, time: int) -> int:
        """Return when (ms UTC) the bin was last emptied at `time`."""
        return self._between(time)[0]

    def fill(self, time: int) -> float:
        """Return the true fill at `time` (ms UTC), where 1 is full."""
        since, until, fills = self._between(time)
        return fills * (time - since) / (until - since)

    def values(self, time: int) -> Mapping[str, float]:
        """Return what its sensor sends at `time` (ms UTC): mm, degrees, V, °C."""
        level = min(self.fill(time), OVERFULL)
        echo = EMPTY_MM - level * (EMPTY_MM - FULL_MM) + ECHO_NOISE_MM * gauss(self.seed, self.id, "echo", time)
        warmth = weather(self.seed, time).temperature + 0.3 * gauss(self.seed, self.id, "temperature", time)
        return {
            "distance": float(round(max(DEAD_ZONE_MM, echo))),
            "tilt": float(round(1 + uniform(self.seed, self.id, "tilt", time) * 3)),
            "battery": round(battery(self.seed, self.id, time), 2),
            "temperature": round(warmth, 1),
        }

    def _between(self, time: int) -> tuple[int, int, float]:
        """Return the emptyings (ms UTC) before and after `time`, and how full the bin was found at the later one."""
        moments, fills = _extract()[self.column]
        lap, within = divmod(time - BEGAN, WEEKS_9)
        after = bisect_right(moments, within)
        base = BEGAN + lap * WEEKS_9
        before = base + moments[after - 1] if after else base - WEEKS_9 + moments[-1]
        next_ = base + moments[after] if after < len(moments) else base + WEEKS_9 + moments[0]
        return before, next_, fills[after % len(moments)]


def real_bins(seed: int, count: int, prefix: str) -> Scene:
    """Return `count` bins that fill as they did in Edinburgh, at invented places. Raises ValueError beyond what the extract has."""
    columns = sorted(_extract())
    if count > len(columns):
        raise ValueError(f"the extract has {len(columns)} real bins, got {count}")
    senders = tuple(RealBin(seed=seed, id=f"{prefix}-real-level-{n + 1:02}", column=column) for n, column in enumerate(columns[:count]))
    names = {sender.id: f"Edinburgh {sender.column}, målt 2016" for sender in senders}
    return Scene(
        bins={sender.id.replace("level", "bin"): _body(seed, names[sender.id], sender.id) for sender in senders},
        devices={
            sender.id: {
                "kind": "bin", "model": "generic", "name": names[sender.id], "interval_s": INTERVAL_S, "simulated": True,
                "bin": sender.id.replace("level", "bin"),
            }
            for sender in senders
        },
        senders=senders,
    )  # fmt: skip


def _body(seed: int, name: str, sender: str) -> dict[str, object]:
    lat, lon = (round(middle + (uniform(seed, sender, axis) - 0.5) / 100, 5) for middle, axis in ((55.95, "lat"), (-3.19, "lon")))
    return {
        "name": name, "lat": lat, "lon": lon, "fraction": "restavfall", "capacity_l": 240,
        "empty_mm": EMPTY_MM, "full_mm": FULL_MM, "interval_days": 2,
    }  # fmt: skip


@cache
def _extract() -> Mapping[str, tuple[tuple[int, ...], tuple[float, ...]]]:
    """Return each bin's emptyings: ms since `BEGAN`, and the fill (1 is full) found then."""
    columns: dict[str, list[tuple[int, float]]] = {}
    with gzip.open(EXTRACT, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            moment = int(datetime.fromisoformat(row["emptied_at"]).timestamp() * 1000) - BEGAN
            columns.setdefault(row["bin"], []).append((moment, float(row["fill_pct"]) / 100 * FULL_BY_SOURCE))
    return {name: (tuple(m for m, _ in sorted(rows)), tuple(f for _, f in sorted(rows))) for name, rows in columns.items()}
