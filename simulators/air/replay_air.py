"""Real measurements replayed: hourly PM2.5 of 2020, shifted to today by whole years.

Month, day and hour stay, so winter evenings stay winter evenings; real gaps stay gaps. Source and terms: data/README.md.
"""

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from domain.duration import HOUR
from simulators.device import Kind
from simulators.scene import Scene

YEAR = 2020  # a leap year: 29 February has its counterpart
EXTRACT = Path(__file__).parents[1] / "data" / f"pm25-norway-{YEAR}.csv.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A station of the extract: its column, what people call it, and where its street is."""

    column: str
    name: str
    lat: float
    lon: float


STATIONS = (
    Station(column="Nedre-Langgate", name="Nedre Langgate, Tønsberg", lat=59.2670, lon=10.4060),
    Station(column="Knarrdalstranda", name="Knarrdalstranda, Porsgrunn", lat=59.1390, lon=9.6430),
    Station(column="Nygaardsgata", name="Nygaardsgata, Fredrikstad", lat=59.2120, lon=10.9380),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedStation:
    """A station that repeats what it measured at the same hour of 2020, once that hour is over."""

    id: str
    station: Station
    interval_s: int = HOUR // 1000
    phase_s: int = HOUR // 1000 - 1
    kind: Kind = "air"

    def values(self, time: int) -> Mapping[str, float] | None:
        """Return PM2.5 (µg/m³) of the same month, day and hour of 2020, or None where it was not measured."""
        value = _extract()[self.station.column].get(same_hour_of_the_year(time))
        return None if value is None else {"pm25": value}


def same_hour_of_the_year(time: int) -> str:
    """Return the hour of 2020 with the month, day and hour of `time` (ms UTC), as the extract writes it."""
    return f"{YEAR}{datetime.fromtimestamp(time / 1000, UTC):-%m-%dT%H}"


def replay() -> Scene:
    """Return the stations as sites and reference devices whose names say the year they were measured."""
    senders = tuple(ReplayedStation(id=f"replay-{station.column.lower()}", station=station) for station in STATIONS)
    return Scene(
        sites={sender.id: _site(sender.station) for sender in senders}, devices={s.id: _device(s) for s in senders}, senders=senders
    )


def _name(station: Station) -> str:
    """Return what people call a station and its sensor in any language: with the year they were measured."""
    return f"{station.name} ({YEAR})"


def _site(station: Station) -> Mapping[str, object]:
    return {"name": _name(station), "lat": station.lat, "lon": station.lon, "tags": ["replay"]}


def _device(sender: ReplayedStation) -> Mapping[str, object]:
    return {
        "kind": "air",
        "model": "reference",
        "name": _name(sender.station),
        "interval_s": sender.interval_s,
        "site": sender.id,
        "simulated": True,
    }


@cache
def _extract() -> Mapping[str, Mapping[str, float]]:
    """Return what was measured, by column and hour."""
    with gzip.open(EXTRACT, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {station.column: {row["hour"]: float(row[station.column]) for row in rows if row[station.column]} for station in STATIONS}
