"""Hourly means near given hours; a site's are read together where they follow one another closely."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from domain.air.windows import SiteHour
from domain.duration import DAY, HOUR
from storage.state.air import site_hours

_LONGEST = 60 * DAY  # ms read at once: bounded memory, whatever came late

ByParameter = Mapping[str, Mapping[int, SiteHour]]  # a parameter's hours by their start (ms UTC)


class NearHours:
    """The hours within `reach` ms of each of `places` (a site and an hour's start, ms UTC), read when first asked for."""

    def __init__(self, connection: Connection, places: Iterable[tuple[str, int]], reach: int) -> None:
        self._connection = connection
        self._reach = reach
        self._spans: dict[tuple[str, int], tuple[int, int]] = {}
        self._read: dict[tuple[str, int, int], ByParameter] = {}
        starts: dict[str, set[int]] = defaultdict(set)
        for site, start in places:
            starts[site].add(start)
        for site, of_site in starts.items():
            self._join(site, sorted(of_site))

    def of(self, site: str, start: int) -> ByParameter:
        """Return the hours near one of the places, by parameter; those of places close by are among them."""
        key = (site, *self._spans[site, start])
        if key not in self._read:
            self._read[key] = _by_parameter(site_hours.all_means(self._connection, *key))
        return self._read[key]

    def _join(self, site: str, starts: Sequence[int]) -> None:
        first = 0
        for number, start in enumerate(starts):
            last = number + 1 == len(starts)
            if last or starts[number + 1] - start > 2 * self._reach or starts[number + 1] - starts[first] > _LONGEST:
                span = starts[first] - self._reach, start + self._reach + HOUR
                self._spans |= {(site, begin): span for begin in starts[first : number + 1]}
                first = number + 1


def _by_parameter(hours: Iterable[SiteHour]) -> ByParameter:
    means: dict[str, dict[int, SiteHour]] = defaultdict(dict)
    for hour in hours:
        means[hour.parameter][hour.start] = hour
    return means
