"""What an index says of the air at each site of a town, and where one site stands alone among its neighbours."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.air.indices.index import Verdict, judge
from domain.air.indices.index_hour import IndexHour, index_hour
from domain.air.indices.scale import Scale
from domain.air.quality.neighbours import Place, confirmed, isolated, near
from domain.air.windows import Grade, SiteHour
from domain.duration import HOUR

HoursBySite = Mapping[str, Collection[SiteHour]]
CLEANEST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIndex:
    """An index at one site.

    `hour`: the one that is judged, None where nothing was measured within 3 h. `values`: as they are judged, by parameter (µg/m³).
    `isolated`: the parameters of more than five times the neighbouring sites' median; `alone`: those that no neighbour confirms.
    `before`: the means of the hour before.
    """

    hour: IndexHour | None
    values: Mapping[str, float]
    verdict: Verdict
    isolated: frozenset[str]
    alone: frozenset[str]
    before: Mapping[str, float]

    @property
    def at_least(self) -> bool:
        """Whether the class is that or a higher one, for some readings were above what their sensor can measure."""
        return self.hour is not None and bool(self.hour.at_least)

    @property
    def in_doubt(self) -> bool:
        """Whether a sensor alone says that the air is bad: no headline before somebody looked. An official instrument is believed."""
        return (self.verdict.overall or CLEANEST) > CLEANEST and self.verdict.worst in self.alone and not self.official

    @property
    def official(self) -> bool:
        """Whether an official instrument measured what decided the class."""
        deciding = self.hour.hours.get(self.verdict.worst) if self.hour and self.verdict.worst else None
        return deciding is not None and deciding.grade is Grade.REFERENCE


def site_indices(
    scale: Scale, hours: HoursBySite, places: Mapping[str, Place], wanted: int, *, over: bool, sites: Iterable[str]
) -> dict[str, SiteIndex]:
    """Return the index at each of `sites` for the `wanted` hour (start, ms UTC), else the newest before it within 3 h.

    `hours`: of these sites and of those near them. `places`: where each site is. `over`: the hour has ended.
    """
    return {site: _site_index(scale, hours, places, site, index_hour(scale, hours.get(site, ()), wanted, over=over)) for site in sites}


def _site_index(scale: Scale, hours: HoursBySite, places: Mapping[str, Place], site: str, hour: IndexHour | None) -> SiteIndex:
    if hour is None:
        return SiteIndex(hour=None, values={}, verdict=judge(scale.bands, {}), isolated=frozenset(), alone=frozenset(), before={})
    values = {parameter: scale.judged(value) for parameter, value in hour.values.items()}
    before = {row.parameter: row.mean for row in hours.get(site, ()) if row.valid and row.start == hour.start - HOUR}
    neighbours = _neighbours(hours, places, site, hour)
    isolated_ = frozenset(name for name, row in hour.hours.items() if isolated(name, row.mean, neighbours.get(name, ())))
    return SiteIndex(
        hour=hour,
        values=values,
        verdict=judge(scale.bands, values),
        isolated=isolated_,
        alone=frozenset(name for name in isolated_ if not confirmed(hour.hours[name].mean, neighbours[name])),
        before=before,
    )


def _neighbours(hours: HoursBySite, places: Mapping[str, Place], site: str, hour: IndexHour) -> Mapping[str, Sequence[float]]:
    """Return what the neighbouring sites measured in the same hour, by parameter."""
    others = near(places[site], places) - {site} if site in places else set()
    means: dict[str, list[float]] = {}
    for row in (row for name in others for row in hours.get(name, ()) if row.valid and row.start == hour.start):
        means.setdefault(row.parameter, []).append(row.mean)
    return means
