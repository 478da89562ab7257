"""The air at each site as people are told it: its class, what decided it, and whether it became worse."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from api.air.regimes import scale_named
from api.air.site_indices import indices_at
from api.web.services import Services
from config.indices import DEFAULT_INDEX
from domain.air.indices.scale import Scale
from domain.air.indices.site_index import SiteIndex
from domain.air.indices.town_air import TownAir, town_air
from domain.air.indices.trend import Trend, trend
from domain.air.legal_day import date_of
from domain.device import Site
from domain.duration import DAY, HOUR
from storage.state.air import site_hours

Mark = Literal["low", "moderate", "high", "very_high", "doubt", "unmeasured"]
_CLASSES: Sequence[Mark] = ("low", "moderate", "high", "very_high")  # of the Norwegian index, from class 1
_MARKS: Sequence[Mark] = ("very_high", "high", "doubt", "moderate", "low", "unmeasured")  # the worst first
_LOOKS_BACK = 30 * DAY  # for when a site that is not measured now was last


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAir:
    """The air at one site by the Norwegian index.

    `class_`: 1 for the cleanest, None where nothing was measured within 3 h. `parameter` decided it with its mean `value` (in the
    parameter's unit) of the hour from `start` (ms UTC). `at_least`: readings were above what the sensor can measure; `top`: there
    is no higher class. `in_doubt`: the neighbours measure far less. `last`: when it was last measured (ms UTC), None for long ago.
    """

    id: str
    name: str
    lat: float
    lon: float
    class_: int | None
    parameter: str | None
    value: float | None
    start: int | None
    at_least: bool
    top: bool
    in_doubt: bool
    official: bool
    trend: Trend | None
    last: int | None

    @property
    def mark(self) -> Mark:
        """The shape that stands for it."""
        if self.class_ is None:
            return "unmeasured"
        return "doubt" if self.in_doubt else _CLASSES[self.class_ - 1]

    @property
    def end(self) -> int | None:
        """When the judged hour ends (ms UTC)."""
        return None if self.start is None else self.start + HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class AirNow:
    """The sites, the worst first, and what they come to together."""

    sites: Sequence[SiteAir]
    town: TownAir


def air_now(services: Services, connection: Connection, sites: Collection[Site]) -> AirNow:
    """Return the air at `sites` now."""
    now = services.clock()
    scale = scale_named(services, DEFAULT_INDEX, date_of(now))
    indices = indices_at(services, connection, scale, now, [site.id for site in sites])
    told = [_site_air(connection, scale, site, indices[site.id], now) for site in sites]
    return AirNow(sites=sorted(told, key=lambda air: _urgency(scale, air)), town=town_air(indices.values()))


def _site_air(connection: Connection, scale: Scale, site: Site, index: SiteIndex, now: int) -> SiteAir:
    worst, hour = index.verdict.worst, index.hour
    value = index.values[worst] if worst else None
    return SiteAir(
        id=site.id,
        name=site.name,
        lat=site.lat,
        lon=site.lon,
        class_=index.verdict.overall,
        parameter=worst,
        value=value,
        start=hour.start if hour else None,
        at_least=index.at_least,
        top=index.verdict.overall == len(scale.class_names),
        in_doubt=index.in_doubt,
        official=index.official,
        trend=trend(index.before.get(worst), value, scale.bands[worst]) if worst and value is not None else None,
        last=site_hours.last_valid(connection, site.id, scale.bands, now - _LOOKS_BACK) if hour is None else None,
    )


def _urgency(scale: Scale, air: SiteAir) -> tuple[int, int, float, str, str]:
    """Return a sort key: the worst first, of one class who lies furthest into it, then by name."""
    class_, depth = scale.bands[air.parameter].severity_of(air.value) if air.parameter and air.value is not None else (0, 0.0)
    return _MARKS.index(air.mark), -class_, -depth, air.name.casefold(), air.id
