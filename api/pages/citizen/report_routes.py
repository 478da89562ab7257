"""`/beholder/{id}/meld`, behind a bin's label: anybody reports it with one press, and sees what becomes of it."""

import secrets
from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.citizen.report_form import Sent, insist_our_own, send
from api.pages.citizen.request_page import report_page, request_page
from api.pages.frame.answers import PAGE, see
from api.pages.frame.reader import CitizenDep, Reader
from api.pages.frame.render import render
from api.pickups.photos.photo_form import read_photo_form
from api.web.address import address_of
from api.web.problems import ProblemError
from api.web.rate_limit import REPORTS
from api.web.services import Services, ServicesDep
from domain.waste.reports.request import KINDS

router = APIRouter(include_in_schema=False, tags=[PAGE])
_log = structlog.get_logger(__name__)
_WHY = {403: "foreign", 404: "unknown", 413: "too_large", 429: "too_many"}
Number = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/beholder/{bin_id}/meld")
def ask(bin_id: str, request: Request, services: ServicesDep, reader: CitizenDep) -> Response:
    """Ask what is wrong with a bin: three buttons, and a photo if one likes."""
    try:
        view = report_page(services, bin_id)
    except ProblemError as error:
        return _refusal(request, services, reader, bin_id, error)
    return render(request, services, reader, "citizen/report.html", view=view, kinds=KINDS, once=secrets.token_urlsafe(12))


@router.post("/beholder/{bin_id}/meld")
async def report(bin_id: str, request: Request, services: ServicesDep, reader: CitizenDep) -> Response:
    """Keep the report as the API does, and lead on to what becomes of it."""
    try:
        services.rate_limit.count(REPORTS, address_of(request))  # before anything is read from a stranger
        insist_our_own(request)
        sent = await run_in_threadpool(send, services, request, bin_id, await read_photo_form(request))
    except ProblemError as error:
        return await run_in_threadpool(_refusal, request, services, reader, bin_id, error)
    return _thanks(reader, bin_id, sent)


@router.get("/beholder/{bin_id}/melding/{number}")
def follow(bin_id: str, number: Number, request: Request, services: ServicesDep, reader: CitizenDep) -> Response:
    """Show what became of a report; `?takk=` thanks for it, `?bilde=` says what became of its photo."""
    try:
        view = request_page(services, bin_id, number)
    except ProblemError as error:
        return _refusal(request, services, reader, bin_id, error)
    asked = request.query_params
    return render(request, services, reader, "citizen/request.html", view=view, thanks=asked.get("takk", ""), photo=asked.get("bilde", ""))


def _thanks(reader: Reader, bin_id: str, sent: Sent) -> Response:
    address = f"/beholder/{bin_id}/melding/{sent.kept.request.number}"
    return see(address, reader, takk="igjen" if sent.kept.is_repeated else "1", bilde=sent.photo)


def _refusal(request: Request, services: Services, reader: Reader, bin_id: str, error: ProblemError) -> Response:
    """Return the page that says why a report was not taken, and whom to call with which reference; the log knows it too."""
    why, reference = _WHY.get(error.status, "unreadable"), secrets.token_hex(3).upper()
    _log.info("a citizen's report was refused", reference=reference, bin=bin_id, why=why, detail=error.detail)
    page = render(
        request, services, reader, "citizen/refused.html", status=error.status, why=why, reference=reference, bin_id=bin_id,
    )  # fmt: skip
    page.headers.update(error.headers or {})
    return page
