"""Stores each site's legal days."""

from collections.abc import Collection, Sequence
from hashlib import blake2b

from sqlalchemy import Connection, Text, bindparam, cast, delete, insert, select

from domain.air.day import SiteDay
from storage.state import sequences
from storage.state.air.site_hours import sources_of
from storage.state.tables.air import site_days

_NAMES = SiteDay._fields  # `sources` and `at_least` last
# A year's days have the same few sources: as text they are read once, not 365 times.
_COLUMNS = (*(site_days.c[name] for name in _NAMES[:-2]), cast(site_days.c.sources, Text), site_days.c.at_least)
_ONE_DAY = delete(site_days).where(site_days.c.site == bindparam("old_site"), site_days.c.start == bindparam("old_start"))


def replace(connection: Connection, site: str, starts: Collection[int], rows: Sequence[SiteDay]) -> None:
    """Make `rows` all there is of these legal days (starts, ms UTC) at a site."""
    if starts:
        connection.execute(_ONE_DAY, [{"old_site": site, "old_start": start} for start in sorted(starts)])
    sequences.advance(connection, _version(site))
    if rows:
        connection.execute(insert(site_days), [{name: getattr(row, name) for name in _NAMES} for row in rows])


def versions(connection: Connection, sites: Collection[str]) -> dict[str, int]:
    """Return a number for each site that changes whenever its days do; 0 before the first change."""
    names = {_version(site): site for site in sites}
    numbers = sequences.values(connection, names)
    return {site: numbers.get(name, 0) for name, site in names.items()}


def _version(site: str) -> str:
    """Return the sequence that counts the changes of a site's days; an id may be as long as a sequence's name, so it is hashed."""
    return f"site_days {blake2b(site.encode(), digest_size=16).hexdigest()}"


def days(
    connection: Connection, site: str, parameters: Collection[str], start: int, end: int, *, limit: int | None = None
) -> list[SiteDay]:
    """Return the days with start <= day's start < end (ms UTC), by parameter and time; `limit` for pages of one parameter."""
    return of_sites(connection, [site], parameters, start, end, limit=limit)


def of_sites(
    connection: Connection, sites: Collection[str], parameters: Collection[str], start: int, end: int, *, limit: int | None = None
) -> list[SiteDay]:
    """Return several sites' days with start <= day's start < end (ms UTC), by site, parameter and time."""
    table = site_days.c
    is_of = table.site.in_(sorted(sites)) & table.parameter.in_(sorted(parameters))
    query = select(*_COLUMNS).where(is_of, table.start >= start, table.start < end).order_by(table.site, table.parameter, table.start)
    rows = connection.execute(query.limit(limit)).all()
    return [SiteDay._make((*plain, sources_of(sources), at_least)) for *plain, sources, at_least in rows]
