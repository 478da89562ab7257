"""Citizens' reports of a full bin in which the sensor sees room: either the sensor or the report is wrong."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import RegistryNow
from api.waste.bin_level import levels
from api.waste.bin_requests import as_crews_report
from api.web.services import Services
from config.names import Names
from domain.waste.reports.request import COUNTS_FOR, NEEDS_TRUCK, BinRequest
from storage.state.waste import bin_reports

_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DeniedReport:
    """An open request about the bin that people call `place`, and the fill (%) that its sensor saw after it, at `seen_at` (ms UTC)."""

    request: BinRequest
    place: str
    fill: float
    seen_at: int


def denied_reports(services: Services, connection: Connection, present: RegistryNow, names: Names) -> list[DeniedReport]:
    """Read the open requests that a sensor denies, the oldest first."""
    since = (present.time - COUNTS_FOR, present.time + 1)
    requests = bin_reports.requests(connection, kinds=sorted(NEEDS_TRUCK), opened=since, limit=_MOST)
    waiting = [request for request in as_crews_report(connection, requests) if _waits(request, present)]
    bins = [present.bins[request.bin_id] for request in waiting]
    level_of = levels(services, connection, bins, present.time) if bins else {}
    return sorted(
        (
            DeniedReport(request=request, place=names.bin(request.bin_id, in_full=True), fill=level.fill, seen_at=level.fill_time)
            for request in waiting
            if (level := level_of[request.bin_id]).state == "ok" and level.fill is not None and level.fill_time is not None
            if level.fill_time > request.reported_at
        ),
        key=lambda denied: denied.request.opened_at,
    )


def _waits(request: BinRequest, present: RegistryNow) -> bool:
    return request.bin_id in present.bins and request.state(present.time) == "open"
