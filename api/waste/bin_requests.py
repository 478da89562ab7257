"""Takes what citizens report of bins, and says what became of it: all reports of one matter are one request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import Connection

from api.registry import versions
from api.waste.on_rounds import on_rounds
from api.web.problems import ProblemError, not_found
from api.web.services import Services
from domain.device import Bin
from domain.duration import HOUR
from domain.waste.decision.departures import departures
from domain.waste.reports.request import BinRequest, Dismissal, ReportKind, worse
from domain.waste.rounds.work_item import CITIZEN_REPORT
from storage.state.waste import bin_reports, bin_states, dismissed_requests, fleets, report_photos, work_items

MOST_PHOTOS = 5  # of one request: the sixth shows what the five before it do


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody reports of a bin. `once` names the form it came by, None for none; `jpeg`: a photo from `plain_jpeg`."""

    kind: ReportKind
    once: str | None = None
    note: str | None = None
    jpeg: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The request that a report belongs to. `is_repeated`: the form had reported it before, so it does not count again.

    `has_photo`: whether the report's photo was kept.
    """

    request: BinRequest
    is_repeated: bool
    has_photo: bool


def keep_report(services: Services, bin_id: str, report: Report) -> Kept:
    """Keep a report in the bin's open request, or open one; nothing is kept of who made it. Raises a 404 and StateAwayError."""
    now = services.clock()
    with services.state.begin() as connection:
        versions.existing(connection, Bin, bin_id, now)
        before = open_request(connection, bin_id, report.kind, now)
        is_repeated = before is not None and _repeats(connection, before, report)
        if before is not None and is_repeated:
            number = before.number
        else:
            number = bin_reports.add(
                connection, bin_id, now, report.kind, request=before.number if before else None, once=report.once, note=report.note
            )
        request = _existing(connection, number)
        if before is None and not request.needs_truck:
            work_items.raise_(connection, bin_id, CITIZEN_REPORT, request.opened_at, now)
        has_photo = report.jpeg is not None and report_photos.count(connection, number) < MOST_PHOTOS
        if report.jpeg is not None and has_photo:
            report_photos.add(connection, number, report.jpeg, now=now)
    return Kept(request=request, is_repeated=is_repeated, has_photo=has_photo)


def dismiss(services: Services, bin_id: str, number: int, *, by: str, reason: str) -> None:
    """Close a request for a truck that is not so: the bin is planned as if nobody had reported it.

    Raises a 404, a 409 where it is closed already, and StateAwayError.
    """
    now = services.clock()
    with services.state.begin() as connection:
        request = current_request(connection, number)
        if request is None or request.bin_id != bin_id or not request.needs_truck:
            raise not_found("report", str(number))
        if request.state(now) != "open":
            raise ProblemError(409, f"Report {number} is closed already.")
        dismissed_requests.add(connection, number, Dismissal(at=now, by=by, reason=reason))


def current_request(connection: Connection, number: int) -> BinRequest | None:
    """Return a request as it stands now, also by what crews reported that no sensor has confirmed; None where there is none."""
    request = bin_reports.request(connection, number)
    return None if request is None else as_crews_report(connection, [request])[0]


def as_crews_report(connection: Connection, requests: Sequence[BinRequest]) -> Sequence[BinRequest]:
    """Return the requests, those answered whose bin a crew reported as emptied since: it counts until the sensor denies it."""
    waiting = {request.bin_id for request in requests if request.needs_truck and request.closed_at is None}
    statuses = bin_states.statuses(connection, waiting) if waiting else {}
    return [_with_crew(request, statuses[request.bin_id].emptied_at if request.bin_id in statuses else None) for request in requests]


def expected_by(services: Services, connection: Connection, request: BinRequest) -> int | None:
    """Return by when (ms UTC) an open request is likely answered: when its round is there, or the next truck could be; None if unknown."""
    return expectations(services, connection, [request]).get(request.number)


def expectations(services: Services, connection: Connection, requests: Sequence[BinRequest]) -> dict[int, int]:
    """Return by when (ms UTC) each of the requests is likely answered, by its number; left out where nobody knows."""
    now, rules = services.clock(), services.waste.decision
    waiting = [request for request in requests if request.needs_truck and request.state(now) == "open"]
    if not waiting:
        return {}
    rounds, fleet, bins = on_rounds(connection), fleets.current(connection), services.registry(connection).bins

    @cache
    def next_truck(fraction: str) -> int | None:
        leaves = departures(now, fleet, fraction, rules, count=1)
        return leaves[0] + rules.reach_ms if leaves else None

    times = {}
    for request in waiting:
        on_round = rounds.get(request.bin_id)
        # Rounds run late: an hour's grace.
        times[request.number] = on_round.eta + HOUR if on_round else next_truck(bins[request.bin_id].at(now).fraction)
    return {number: time for number, time in times.items() if time is not None}


def open_request(connection: Connection, bin_id: str, kind: ReportKind, now: int) -> BinRequest | None:
    """Return the bin's request that a report of this kind would join at `now` (ms UTC), None where it would open one."""
    newest = bin_reports.newest_request(connection, bin_id, kind)
    request = as_crews_report(connection, [newest])[0] if newest else None
    return request if request is not None and request.state(now) == "open" else None


def _repeats(connection: Connection, request: BinRequest, report: Report) -> bool:
    """Return whether the report's form reported this matter before; what it said then is put right."""
    if report.once is None:
        return False
    before = bin_reports.kind_of_form(connection, request.number, report.once)
    if before is not None:
        kind = worse(before, report.kind) if request.needs_truck else before
        bin_reports.change(connection, request.number, report.once, kind=kind, note=report.note)
    return before is not None


def _with_crew(request: BinRequest, emptied_at: int | None) -> BinRequest:
    waits = request.needs_truck and request.closed_at is None
    return replace(request, emptied_at=emptied_at) if waits and emptied_at is not None and emptied_at > request.reported_at else request


def _existing(connection: Connection, number: int) -> BinRequest:
    request = bin_reports.request(connection, number)
    if request is None:
        raise LookupError(f"report {number} was stored and is not there")
    return request
