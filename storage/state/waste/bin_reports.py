"""Stores what citizens report of bins, and nothing about who reported it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, exists, func, insert, select, update

from domain.waste.reports.request import NEEDS_TRUCK, BinRequest, Dismissal, ReportKind
from domain.waste.rounds.work_item import CITIZEN_REPORT
from storage.state.tables.bins import bin_reports, dismissed_requests, emptyings, work_items
from storage.state.waste import dismissed_requests as dismissals

_CALLS_TRUCK = bin_reports.c.kind.in_(sorted(NEEDS_TRUCK))


def add(
    connection: Connection,
    bin_id: str,
    at: int,
    kind: ReportKind = "full",
    *,
    request: int | None = None,
    once: str | None = None,
    note: str | None = None,
) -> int:
    """Store that somebody reported the bin at `at` (ms UTC) and return the request's number; without `request` it opens a new one."""
    values = {"bin": bin_id, "at": at, "kind": kind, "request": request, "once": once, "note": note}
    report = connection.execute(insert(bin_reports).values(**values)).inserted_primary_key
    number = int(report[0]) if report else 0
    if request is None:
        connection.execute(update(bin_reports).where(bin_reports.c.id == number).values(request=number))
    return number if request is None else request


def newest(connection: Connection, at: int, since: int) -> dict[str, int]:
    """Return when each bin was last reported as full or worse, by its id, after `since` and not after `at` (ms UTC).

    A report that was dismissed by then does not count.
    """
    dismissed = (dismissed_requests.c.request == bin_reports.c.request) & (dismissed_requests.c.at <= at)
    within = (bin_reports.c.at > since) & (bin_reports.c.at <= at) & _CALLS_TRUCK & ~exists().where(dismissed)
    rows = connection.execute(select(bin_reports.c.bin, func.max(bin_reports.c.at)).where(within).group_by(bin_reports.c.bin))
    return {row[0]: row[1] for row in rows}


def of_bin(connection: Connection, bin_id: str, start: int, end: int, limit: int = 100) -> list[int]:
    """Return when one bin was reported as full or worse within [start, end) (ms UTC), newest first."""
    within = (bin_reports.c.bin == bin_id) & (bin_reports.c.at >= start) & (bin_reports.c.at < end) & _CALLS_TRUCK
    return list(connection.execute(select(bin_reports.c.at).where(within).order_by(bin_reports.c.at.desc()).limit(limit)).scalars())


def current_number(connection: Connection) -> int:
    """Return the number of the newest report."""
    return connection.execute(select(func.max(bin_reports.c.id))).scalar() or 0


def newest_request(connection: Connection, bin_id: str, kind: ReportKind) -> BinRequest | None:
    """Return the bin's newest request that would answer a report of this kind, or None."""
    same = _CALLS_TRUCK if kind in NEEDS_TRUCK else ~_CALLS_TRUCK
    number = connection.execute(select(func.max(bin_reports.c.request)).where(bin_reports.c.bin == bin_id, same)).scalar()
    return None if number is None else request(connection, number)


def request(connection: Connection, number: int) -> BinRequest | None:
    """Return a request, or None."""
    return next(iter(requests(connection, numbers=[number])), None)


def requests(
    connection: Connection,
    *,
    numbers: Collection[int] | None = None,
    bin_ids: Collection[str] | None = None,
    kinds: Collection[ReportKind] | None = None,
    opened: tuple[int, int] | None = None,
    limit: int = 1000,
) -> Sequence[BinRequest]:
    """Return up to `limit` requests, newest first: those of some numbers, bins or kinds, opened within [start, end) (ms UTC)."""
    chosen: list[ColumnElement[bool]] = []
    if numbers is not None:
        chosen.append(bin_reports.c.request.in_(sorted(numbers)))
    if bin_ids is not None:
        chosen.append(bin_reports.c.bin.in_(sorted(bin_ids)))
    query = select(
        bin_reports.c.request.label("number"),
        func.min(bin_reports.c.bin).label("bin"),
        func.max(case((bin_reports.c.kind == "overflowing", 1), else_=0)).label("overflows"),
        func.min(bin_reports.c.kind).label("kind"),
        func.min(bin_reports.c.at).label("opened_at"),
        func.max(bin_reports.c.at).label("reported_at"),
        func.count().label("reports"),
    )
    grouped = query.where(*chosen).group_by(bin_reports.c.request).subquery()
    later = (emptyings.c.bin == grouped.c.bin) & (emptyings.c.time > grouped.c.reported_at) & (emptyings.c.status != "taken_back")
    about = (work_items.c.bin == grouped.c.bin) & (work_items.c.kind == CITIZEN_REPORT) & (work_items.c.time == grouped.c.opened_at)
    with_end = select(
        grouped,
        select(func.min(emptyings.c.time)).where(later).scalar_subquery().label("emptied_at"),
        select(func.min(work_items.c.done_at)).where(about).scalar_subquery().label("looked_at"),
    )
    if opened is not None:
        with_end = with_end.where(grouped.c.opened_at >= opened[0], grouped.c.opened_at < opened[1])
    if kinds is not None:
        worst = case((grouped.c.overflows == 1, "overflowing"), else_=grouped.c.kind)
        with_end = with_end.where(worst.in_(sorted(kinds)))
    rows = connection.execute(with_end.order_by(grouped.c.opened_at.desc(), grouped.c.number.desc()).limit(limit)).all()
    dismissed = dismissals.of_requests(connection, [row.number for row in rows]) if rows else {}
    return [_request(row, dismissed.get(row.number)) for row in rows]


def kind_of_form(connection: Connection, number: int, once: str) -> ReportKind | None:
    """Return what one form reported to a request, None where it did not."""
    same = (bin_reports.c.once == once) & (bin_reports.c.request == number)
    kind: ReportKind | None = connection.execute(select(bin_reports.c.kind).where(same)).scalar()
    return kind


def change(connection: Connection, number: int, once: str, *, kind: ReportKind, note: str | None) -> None:
    """Let what a form reported to a request be of this kind, and say what its reader now wrote, if anything."""
    same = (bin_reports.c.request == number) & (bin_reports.c.once == once)
    connection.execute(update(bin_reports).where(same).values({"kind": kind, **({"note": note} if note else {})}))


def notes(connection: Connection, numbers: Collection[int]) -> dict[int, list[str]]:
    """Return what people wrote to some requests, the first first."""
    if not numbers:
        return {}
    rows = connection.execute(
        select(bin_reports.c.request, bin_reports.c.note)
        .where(bin_reports.c.request.in_(sorted(numbers)), bin_reports.c.note.is_not(None))
        .order_by(bin_reports.c.id)
    )
    written: dict[int, list[str]] = {}
    for row in rows:
        written.setdefault(row.request, []).append(row.note)
    return written


def forget_notes(connection: Connection, before: int) -> None:
    """Delete what people wrote before a time (ms UTC); that they reported stays."""
    old = (bin_reports.c.at < before) & bin_reports.c.note.is_not(None)
    connection.execute(update(bin_reports).where(old).values(note=None))


def _request(row: Row[Any], dismissal: Dismissal | None) -> BinRequest:
    return BinRequest(
        number=row.number,
        bin_id=row.bin,
        kind="overflowing" if row.overflows else row.kind,
        opened_at=row.opened_at,
        reported_at=row.reported_at,
        reports=row.reports,
        emptied_at=row.emptied_at,
        looked_at=row.looked_at,
        dismissal=dismissal,
    )
