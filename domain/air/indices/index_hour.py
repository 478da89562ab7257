"""Chooses the hour that an index speaks of when it is read at a time.

The hour that holds the time, else the newest before it; what ended more than 3 h ago says nothing about the air now (contract).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.air.indices import nowcast
from domain.air.indices.scale import Scale
from domain.air.windows import SiteHour
from domain.duration import HOUR

_HOURS_BACK = 3

_ByHour = Mapping[int, Mapping[str, SiteHour]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHour:
    """The hour that is judged (its start, ms UTC), each parameter's value there, and the hours themselves.

    `at_least`: the parameters whose true value is no lower, for some readings were above what their device can measure.
    """

    start: int
    values: Mapping[str, float]
    hours: Mapping[str, SiteHour]
    at_least: frozenset[str]


def reaches_back(index: Scale) -> int:
    """Return how far (ms) before the wanted hour the hours lie that may have a say, the one before the judged hour among them."""
    return (_HOURS_BACK + (nowcast.HOURS if index.averaging == "nowcast" else 1)) * HOUR


def index_hour(index: Scale, rows: Iterable[SiteHour], wanted: int, *, over: bool) -> IndexHour | None:
    """Return the wanted hour (start, ms UTC) where it has a value, else the newest before it within 3 h. `over`: it has ended.

    An hour that still runs stands in only when it has every parameter of the one before: else the class would seem to improve
    whenever a slow sensor has not spoken yet.
    """
    hours = _by_hour(row for row in rows if row.valid and row.parameter in index.bands)
    if index.averaging == "nowcast":
        return _now(index, hours, wanted if over or wanted in hours else wanted - HOUR)
    candidates = [hour for hour in range(wanted, wanted - (_HOURS_BACK + 1) * HOUR, -HOUR) if hour in hours]
    newest = [_as_measured(hour, hours[hour]) for hour in candidates[:2]]
    if not over and candidates[:2] == [wanted, wanted - HOUR] and not newest[1].values.keys() <= newest[0].values.keys():
        return newest[1]
    return newest[0] if newest else None


def _as_measured(start: int, hours: Mapping[str, SiteHour]) -> IndexHour:
    at_least = frozenset(name for name, hour in hours.items() if hour.at_least)
    return IndexHour(start=start, values={name: hour.mean for name, hour in hours.items()}, hours=hours, at_least=at_least)


def _by_hour(rows: Iterable[SiteHour]) -> dict[int, dict[str, SiteHour]]:
    hours: dict[int, dict[str, SiteHour]] = {}
    for row in rows:
        hours.setdefault(row.start, {})[row.parameter] = row
    return hours


def _now(index: Scale, hours: _ByHour, hour: int) -> IndexHour | None:
    """Return the NowCast at an hour. It bridges gaps by itself, so no older hour stands in; its start is the newest there is."""
    newest = next((start for start in range(hour, hour - _HOURS_BACK * HOUR, -HOUR) if start in hours), None)
    rows = {parameter: [hours.get(hour - age * HOUR, {}).get(parameter) for age in range(nowcast.HOURS)] for parameter in index.bands}
    nowcasts = {
        parameter: nowcast.nowcast([None if row is None else row.mean for row in of_parameter]) for parameter, of_parameter in rows.items()
    }
    values = {parameter: value for parameter, value in nowcasts.items() if value is not None}
    at_least = frozenset(parameter for parameter in values if any(row is not None and row.at_least for row in rows[parameter]))
    return IndexHour(start=newest, values=values, hours=hours[newest], at_least=at_least) if newest is not None and values else None
