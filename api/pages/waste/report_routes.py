"""The page behind a bin's label: anybody reports it as full, without signing in and without a cookie."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, see
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.registry import versions
from api.waste.emptyings import report_bin
from api.web.fields import Id
from api.web.problems import ProblemError
from api.web.services import Services, ServicesDep
from domain.device import Bin

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/beholder/{bin_id}/meld")
def report_page(bin_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show which bin it is and one button, or thanks once it is pressed."""
    return _page(request, services, reader, bin_id, is_sent="takk" in request.query_params)


@router.post("/beholder/{bin_id}/meld")
def report_full(bin_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Keep the report as the API does, and say thanks."""
    try:
        report_bin(bin_id, request, services)
    except ProblemError as error:
        if error.status != 429:
            raise
        answer = _page(request, services, reader, bin_id, status=429, is_refused=True)
        answer.headers.update(error.headers or {})
        return answer
    return see(f"/beholder/{bin_id}/meld", reader, takk="1")


def _page(
    request: Request, services: Services, reader: Reader, bin_id: str, *, status: int = 200, is_sent: bool = False, is_refused: bool = False
) -> Response:
    with services.state.read() as connection:
        bin_ = versions.existing(connection, Bin, bin_id, services.clock())
    view: dict[str, Any] = {"bin": bin_, "is_sent": is_sent, "is_refused": is_refused}
    return render(request, services, reader, "waste/report_full.html", status=status, **view)
