"""What an index says of the air at each site of a town, and where one site stands alone among its neighbours."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from domain.air.indices.index import Verdict, judge
from domain.air.indices.index_hour import IndexHour, index_hour
from domain.air.indices.scale import Scale
from domain.air.quality.neighbours import Place, isolated, near
from domain.air.windows import Grade, SiteHour
from domain.duration import HOUR

HoursBySite = Mapping[str, Collection[SiteHour]]
CLEANEST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIndex:
    """An index at one site.

    `hour`: the one that is judged, None where nothing was measured within 3 h. `values`: as they are judged, by parameter (µg/m³).
    `isolated`: the parameters of more than five times the neighbouring sites' median. `before`: the means of the hour before.
    """

    hour: IndexHour | None
    values: Mapping[str, float]
    verdict: Verdict
    isolated: frozenset[str]
    before: Mapping[str, float]

    @property
    def at_least(self) -> bool:
        """Whether the class is that or a higher one, for some readings were above what their sensor can measure."""
        return self.hour is not None and bool(self.hour.at_least)

    @property
    def in_doubt(self) -> bool:
        """Whether a sensor alone says that the air is bad: no headline before somebody looked. An official instrument is believed."""
        return (self.verdict.overall or CLEANEST) > CLEANEST and self.verdict.worst in self.isolated and not self.official

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
        return SiteIndex(hour=None, values={}, verdict=judge(scale.bands, {}), isolated=frozenset(), before={})
    values = {parameter: scale.judged(value) for parameter, value in hour.values.items()}
    before = {row.parameter: row.mean for row in hours.get(site, ()) if row.valid and row.start == hour.start - HOUR}
    return SiteIndex(
        hour=hour,
        values=values,
        verdict=judge(scale.bands, values),
        isolated=_isolated(hours, places, site, hour),
        before=before,
    )


def _isolated(hours: HoursBySite, places: Mapping[str, Place], site: str, hour: IndexHour) -> frozenset[str]:
    if site not in places:
        return frozenset()
    neighbours = near(places[site], places) - {site}
    at_once = [row for name in neighbours for row in hours.get(name, ()) if row.valid and row.start == hour.start]
    return frozenset(
        parameter
        for parameter, row in hour.hours.items()
        if isolated(parameter, row.mean, [other.mean for other in at_once if other.parameter == parameter])
    )
