"""What became of a citizen's report, read from the state in one transaction."""

from dataclasses import dataclass

from api.registry import versions
from api.waste.bin_requests import current_request, expected_by, open_request
from api.web.problems import not_found
from api.web.services import Services
from domain.device import Bin
from domain.waste.reports.request import BinRequest, RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """A request about a bin, what has become of it, and by when it is likely answered (ms UTC), None where nobody knows."""

    bin: Bin
    request: BinRequest
    state: RequestState
    expected_by: int | None

    @property
    def others(self) -> int:
        """How many have reported the same beside the reader."""
        return self.request.reports - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """A bin to report, and what others have reported of it that is not answered yet, None for nothing."""

    bin: Bin
    known: RequestPage | None


def request_page(services: Services, bin_id: str, number: int) -> RequestPage:
    """Read a request about a bin. Raises a 404 and StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        bin_ = versions.existing(connection, Bin, bin_id, now)
        request = current_request(connection, number)
        if request is None or request.bin_id != bin_id:
            raise not_found("report", str(number))
        return RequestPage(bin=bin_, request=request, state=request.state(now), expected_by=expected_by(services, connection, request))


def report_page(services: Services, bin_id: str) -> ReportPage:
    """Read a bin and its open request for a truck. Raises a 404 and StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        bin_ = versions.existing(connection, Bin, bin_id, now)
        request = open_request(connection, bin_id, "full", now)
        if request is None:
            return ReportPage(bin=bin_, known=None)
        due = expected_by(services, connection, request)
        return ReportPage(bin=bin_, known=RequestPage(bin=bin_, request=request, state="open", expected_by=due))
