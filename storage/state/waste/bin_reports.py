"""Stores which bins people report as full, and nothing about who reported it."""

from collections.abc import Collection

from sqlalchemy import Connection, func, insert, select

from storage.state.tables.bins import bin_reports


def add(connection: Connection, bin_id: str, at: int) -> None:
    """Store that somebody reported the bin at `at` (ms UTC)."""
    connection.execute(insert(bin_reports).values(bin=bin_id, at=at))


def newest(connection: Connection, at: int, since: int) -> dict[str, int]:
    """Return when each bin was last reported, by its id, after `since` and not after `at` (ms UTC)."""
    within = (bin_reports.c.at > since) & (bin_reports.c.at <= at)
    rows = connection.execute(select(bin_reports.c.bin, func.max(bin_reports.c.at)).where(within).group_by(bin_reports.c.bin))
    return {row[0]: row[1] for row in rows}


def of_bin(connection: Connection, bin_id: str, start: int, end: int, limit: int = 100) -> list[int]:
    """Return when one bin was reported within [start, end) (ms UTC), newest first."""
    within = (bin_reports.c.bin == bin_id) & (bin_reports.c.at >= start) & (bin_reports.c.at < end)
    return list(connection.execute(select(bin_reports.c.at).where(within).order_by(bin_reports.c.at.desc()).limit(limit)).scalars())


def since_number(connection: Connection, number: int) -> tuple[Collection[str], int]:
    """Return the bins reported after the `number`th report, and the number of the last report."""
    rows = connection.execute(select(bin_reports).where(bin_reports.c.id > number).order_by(bin_reports.c.id)).all()
    return {row.bin for row in rows}, rows[-1].id if rows else number


def current_number(connection: Connection) -> int:
    """Return the number of the newest report."""
    return connection.execute(select(func.max(bin_reports.c.id))).scalar() or 0
