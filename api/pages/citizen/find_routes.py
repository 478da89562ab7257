"""`/meld`: where somebody who stands at a bin finds it, to report it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.pages.citizen.find_bin import find_bins, points, the_bin
from api.pages.frame.answers import PAGE, see
from api.pages.frame.reader import CitizenDep
from api.pages.frame.render import render
from api.pages.frame.search import MOST
from api.pages.map.background import background
from api.registry import versions
from api.web.address import address_of
from api.web.fields import Id
from api.web.problems import ProblemError
from api.web.rate_limit import PUBLIC_READS
from api.web.services import Services, ServicesDep
from domain.device import Bin

router = APIRouter(include_in_schema=False, tags=[PAGE])
_HERE_ONLY = "camera=(), geolocation=(self), microphone=()"  # the page sorts by it on the phone, and sends it nowhere
_LONGEST = 100


@router.get("/meld")
def find_page(request: Request, services: ServicesDep, reader: CitizenDep, q: str = "") -> Response:
    """Show the ways to a bin, and what `?q=` finds; a bin's own number leads to it at once."""
    query = q[:_LONGEST].strip()
    may_find = services.settings.pages.find_bins
    hits = find_bins(services, reader.language, query) if may_find else None
    number = the_bin(hits, query) if hits else None
    if number is not None:
        return see(f"/beholder/{number}/meld", reader)
    page = render(
        request, services, reader, "citizen/find.html",
        query=query, hits=hits, most=MOST, background=background(services.settings.pages),
    )  # fmt: skip
    page.headers["Permissions-Policy"] = _HERE_ONLY
    return page


@router.get("/meld/beholdere.json")
def map_points(request: Request, services: ServicesDep, reader: CitizenDep) -> JSONResponse:
    """Answer with every bin and where it is, for the map and for what is near the phone."""
    _insist_findable(services, request)
    headers = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}
    row = f"/meld/{{id}}/rad?lang={reader.language}"
    return JSONResponse({"points": points(services, reader.language), "row": row}, headers=headers)


@router.get("/meld/{bin_id}/rad")
def bin_card(bin_id: Id, request: Request, services: ServicesDep, reader: CitizenDep) -> Response:
    """Answer with one bin and the way to report it, for a tap on the map."""
    _insist_findable(services, request)
    with services.state.read() as connection:
        bin_ = versions.existing(connection, Bin, bin_id, services.clock())
    return render(request, services, reader, "citizen/bin_card.html", bin=bin_)


def _insist_findable(services: Services, request: Request) -> None:
    services.rate_limit.count(PUBLIC_READS, address_of(request))
    if not services.settings.pages.find_bins:
        raise ProblemError(404, "The bins are not listed here: each is reported by the code on its label.")
