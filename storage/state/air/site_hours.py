"""Stores each site's hourly means."""

import json
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, delete, exists, func, literal, select, union_all

from domain.air.windows import AIR_PARAMETERS, Grade, SiteHour
from domain.duration import DAY, HOUR
from domain.parameter_order import rank
from storage.state import sequences
from storage.state.engine import upsert
from storage.state.tables.air import site_days, site_hours

_NAMES = SiteHour._fields  # `sources`, `grade` and `at_least` last
# Years of hours have the same few sources: as text they are read once, not each time.
_COLUMNS = (*(site_hours.c[name] for name in _NAMES[:-3]), cast(site_hours.c.sources, Text), site_hours.c.grade, site_hours.c.at_least)
_GRADES = {grade.value: grade for grade in Grade}
_KEY = ("site", "parameter", "start")
_REVISION = "site_hours"
_MOST_SITES = 500  # a statement takes a bounded number of parameters
_ONE_HOUR = delete(site_hours).where(site_hours.c.site == bindparam("old_site"), site_hours.c.start == bindparam("old_start"))
_DAYS, _HOURS = site_days.c, site_hours.c
_OF_DAY = (
    (_HOURS.site == _DAYS.site) & (_HOURS.parameter == _DAYS.parameter) & (_HOURS.start >= _DAYS.start) & (_HOURS.start < _DAYS.start + DAY)
)
_ABOVE = (  # the days' highest hours say where to look: an exceedance is rare, a year has 8,760 hours
    select(_HOURS.site, _HOURS.start, _HOURS.mean)
    .join(site_days, _OF_DAY)
    .where(_DAYS.site.in_(bindparam("sites", expanding=True)), _DAYS.parameter == bindparam("parameter"))
    .where(_DAYS.start >= bindparam("start"), _DAYS.start < bindparam("end"), _DAYS.highest > bindparam("limit"))
    .where(_HOURS.valid, _HOURS.grade != Grade.BLIND, _HOURS.mean > bindparam("limit"))
    .order_by(_HOURS.start)
)

_ALL_MEANS = (  # built once: a catch-up asks for each of thousands of sites
    select(*_COLUMNS)
    .where(_HOURS.site == bindparam("site"), _HOURS.start >= bindparam("since"), _HOURS.start < bindparam("until"))
    # Named, so that each one's hours are found by the key and not among all that the site ever had.
    .where(_HOURS.parameter.in_(bindparam("parameters", expanding=True)))
    .order_by(_HOURS.parameter, _HOURS.start)
)


def save(connection: Connection, rows: Sequence[SiteHour]) -> None:
    """Store the means, in place of those of the same site, parameter and hour."""
    if not rows:
        return
    insert = upsert(connection, site_hours)
    changed = {name: insert.excluded[name] for name in _NAMES if name not in _KEY}
    values = [{name: getattr(row, name) for name in _NAMES} for row in rows]
    sequences.advance(connection, _REVISION)
    connection.execute(insert.on_conflict_do_update(index_elements=list(_KEY), set_=changed), values)


def replace(connection: Connection, hours: Iterable[tuple[str, int]], rows: Sequence[SiteHour]) -> None:
    """Make `rows` all there is of these hours, each (site, start in ms UTC): what was stored of them and is no longer so goes."""
    old = [{"old_site": site, "old_start": start} for site, start in sorted(hours)]
    if old:
        sequences.advance(connection, _REVISION)
        connection.execute(_ONE_HOUR, old)
    save(connection, rows)


def revision(connection: Connection) -> int:
    """Return a number that grows with every change of the hours: what was made of them holds while it stays."""
    return sequences.value(connection, _REVISION)


def means(
    connection: Connection, site: str, parameter: str, start: int, end: int, *, limit: int | None, after: int | None = None
) -> list[SiteHour]:
    """Return up to `limit` means of hours with start <= hour's start < end (ms UTC), oldest first.

    `after`: the last hour's start of the page before. An hour without readings has no row.
    """
    query = select(*_COLUMNS).where(site_hours.c.site == site, site_hours.c.parameter == parameter, site_hours.c.start < end)
    since = site_hours.c.start >= start if after is None else site_hours.c.start > max(after, start - 1)
    return [_site_hour(row) for row in connection.execute(query.where(since).order_by(site_hours.c.start).limit(limit)).all()]


def newest(connection: Connection, now: int, *, within: int = DAY) -> list[SiteHour]:
    """Return each site's and parameter's newest complete hour of the `within` ms before `now` (ms UTC), by site and parameter.

    Complete: the hour has ended; whether it is valid stands in it.
    """
    ended = (site_hours.c.start <= now - HOUR) & (site_hours.c.start > now - within)
    last = (
        select(site_hours.c.site, site_hours.c.parameter, func.max(site_hours.c.start).label("start"))
        .where(ended)
        .group_by(site_hours.c.site, site_hours.c.parameter)
        .subquery()
    )
    same = (site_hours.c.site == last.c.site) & (site_hours.c.parameter == last.c.parameter) & (site_hours.c.start == last.c.start)
    query = select(*_COLUMNS).join(last, same).order_by(site_hours.c.site, site_hours.c.parameter)
    return [_site_hour(row) for row in connection.execute(query)]


def all_means(connection: Connection, site: str, start: int, end: int) -> list[SiteHour]:
    """Return every parameter's means of hours with start <= hour's start < end (ms UTC) at a site, by parameter and time."""
    bound = {"site": site, "since": start, "until": end, "parameters": sorted(AIR_PARAMETERS)}
    return [_site_hour(row) for row in connection.execute(_ALL_MEANS, bound)]


def of_sites(connection: Connection, sites: Iterable[str], parameters: Iterable[str], start: int, end: int) -> dict[str, list[SiteHour]]:
    """Return some parameters' means of hours with start <= hour's start < end (ms UTC) by site; a site without any has no entry."""
    names, measured = sorted(sites), sorted(parameters)
    by_site: dict[str, list[SiteHour]] = {}
    for first in range(0, len(names), _MOST_SITES):
        listed = site_hours.c.site.in_(names[first : first + _MOST_SITES]) & site_hours.c.parameter.in_(measured)
        query = select(*_COLUMNS).where(listed, site_hours.c.start >= start, site_hours.c.start < end)
        for row in connection.execute(query).all():
            by_site.setdefault(row.site, []).append(_site_hour(row))
    return by_site


def measured(connection: Connection, site: str, since: int) -> list[str]:
    """Return the air parameters with an hour since `since` (ms UTC) at a site, as people read them."""
    # One short look for each parameter finds what is there without counting a year of hours.
    here = (site_hours.c.site == site) & (site_hours.c.start >= since)
    looks = [select(literal(name)).where(exists().where(here, site_hours.c.parameter == name)) for name in sorted(AIR_PARAMETERS)]
    return sorted((row[0] for row in connection.execute(union_all(*looks))), key=rank)


def last_valid(connection: Connection, site: str, parameters: Iterable[str], since: int) -> int | None:
    """Return when (ms UTC) the newest valid hour since `since` ended of any of the parameters at a site; None without one."""
    named = (site_hours.c.site == site) & site_hours.c.parameter.in_(sorted(parameters)) & (site_hours.c.start >= since)
    start = connection.execute(select(func.max(site_hours.c.start)).where(named, site_hours.c.valid)).scalar()
    return None if start is None else int(start) + HOUR


def valid_means(connection: Connection, site: str, parameters: Collection[str], start: int, end: int) -> list[tuple[str, int, float]]:
    """Return (parameter, start in ms UTC, mean) of the valid hours with start <= hour's start < end at a site."""
    within = (site_hours.c.site == site) & (site_hours.c.start >= start) & (site_hours.c.start < end)
    named = site_hours.c.parameter.in_(sorted(AIR_PARAMETERS & set(parameters)))
    query = select(site_hours.c.parameter, site_hours.c.start, site_hours.c.mean).where(within, named, site_hours.c.valid)
    return [(row[0], row[1], row[2]) for row in connection.execute(query).all()]


def above(
    connection: Connection, sites: Collection[str], parameter: str, start: int, end: int, limit: float
) -> dict[str, list[tuple[int, float]]]:
    """Return, by site, (start in ms UTC, mean) of the valid hours above `limit` that may be judged, oldest first.

    The hours are those of legal days in [start, end); a site without any is left out.
    """
    values = {"sites": sorted(sites), "parameter": parameter, "start": start, "end": end, "limit": limit}
    by_site: dict[str, list[tuple[int, float]]] = {}
    for site, hour, mean in connection.execute(_ABOVE, values):
        by_site.setdefault(site, []).append((hour, mean))
    return by_site


def at(connection: Connection, sites: Iterable[str], parameters: Iterable[str], start: int) -> list[SiteHour]:
    """Return some sites' means of one hour (its start, ms UTC), of some parameters."""
    return at_hours(connection, sites, parameters, [start])


def at_hours(connection: Connection, sites: Iterable[str], parameters: Iterable[str], starts: Iterable[int]) -> list[SiteHour]:
    """Return some sites' means of some hours (their starts, ms UTC), of some parameters."""
    is_asked_for = site_hours.c.site.in_(sorted(sites)) & site_hours.c.parameter.in_(sorted(parameters))
    query = select(*_COLUMNS).where(is_asked_for, site_hours.c.start.in_(sorted(starts)))
    return [_site_hour(row) for row in connection.execute(query)]


def made_by(connection: Connection, device_id: str, start: int, end: int) -> list[tuple[str, int]]:
    """Return the (site, hour's start) with start <= hour's start < end (ms UTC) whose means name the device as a source."""
    # The text of the list is a cheap first sieve for years of hours; `_` in an id is a wild card there, so look again.
    likely = cast(site_hours.c.sources, Text).like(f'%"{device_id}"%')
    within = (site_hours.c.start >= start) & (site_hours.c.start < end)
    query = select(site_hours.c.site, site_hours.c.start, site_hours.c.sources).where(within & likely)
    return sorted({(row.site, row.start) for row in connection.execute(query) if device_id in row.sources})


def _site_hour(row: Sequence[Any]) -> SiteHour:
    return SiteHour._make((*row[:-3], sources_of(row[-3]), _GRADES[row[-2]], row[-1]))


@lru_cache(maxsize=1024)
def sources_of(text: str) -> tuple[str, ...]:
    """Return the devices that a column of sources names, as text."""
    return tuple(json.loads(text))
