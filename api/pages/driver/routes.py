"""The driver's pages: opened by a signed link, without signing in and without a cookie."""

import hashlib
from importlib import resources
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.driver.driver_round import DriverRound, driver_round
from api.pages.driver.reports import keep_report
from api.pages.frame.answers import PAGE, see
from api.pages.frame.assets import address as file_address
from api.pages.frame.reader import recognise
from api.pages.frame.registry_now import practice
from api.pages.frame.render import render
from api.pages.map.background import Background, background
from api.pages.map.route_map import drawing_of
from api.pickups.links.links import valid_link
from api.pickups.photos.photo_form import read_photo_form
from api.registry.names import names_now
from api.web.address import address_of
from api.web.problems import ProblemError, answer
from api.web.services import Services, ServicesDep
from config.names import Names
from domain.waste.rounds.round_link import RoundLink

router = APIRouter(include_in_schema=False, tags=[PAGE])
Signed = Annotated[str, Path(max_length=64)]
View = Literal["next", "list", "map", "more", "could_not"]
# The views by the words in the page's address.
_VIEWS: dict[str | None, View] = {"liste": "list", "kart": "map", "mer": "more", "kunne-ikke": "could_not"}


@router.get("/r/worker.js")
def worker() -> Response:
    """Answer with the script that opens a round without contact; where it lies decides which pages it may serve."""
    script = resources.files("api.pages").joinpath("static", "driver", "worker.js").read_bytes()
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(script, media_type="text/javascript", headers=headers)


@router.get("/r/{signed}")
def round_page(signed: Signed, request: Request, services: ServicesDep) -> Response:
    """Show the round that a link opens, or say in words why it opens none."""
    try:
        with services.state.read() as connection:
            link = valid_link(services, connection, signed, address_of(request))
            language = recognise(request, services, open_pages=True).language
            names = names_now(services, connection, language)
            round_ = driver_round(services, connection, link, names)
    except ProblemError as error:
        return _refusal(request, services, signed, error)
    return _unless_known(request, _page(request, services, signed, round_, names))


@router.post("/r/{signed}/events")
async def report(signed: Signed, request: Request, services: ServicesDep) -> Response:
    """Keep a driver's report: JSON answers the page's script, the page a form without scripts."""
    by_script = "application/json" in request.headers.get("accept", "")
    try:
        link = await run_in_threadpool(_link, services, signed, address_of(request))  # before anything is read from a stranger
        kept = await run_in_threadpool(keep_report, services, link, await read_photo_form(request))
    except ProblemError as error:
        return answer(error) if by_script else await run_in_threadpool(_refusal, request, services, signed, error)
    return kept if by_script else see(f"/r/{signed}", recognise(request, services, open_pages=True))


def _link(services: Services, signed: str, address: str) -> RoundLink:
    with services.state.read() as connection:
        return valid_link(services, connection, signed, address)


def _page(request: Request, services: Services, signed: str, round_: DriverRound, names: Names) -> Response:
    reader, asked = recognise(request, services, open_pages=True), request.query_params
    behind = background(services.settings.pages)
    view = _VIEWS.get(asked.get("vis"), "next")
    return render(
        request, services, reader, "driver/round.html", counted=False,
        round=round_, view=view, current=round_.current(asked.get("stopp")), address=f"/r/{signed}",
        map=drawing_of([round_.route], names.unloading_site) if round_.route else None,
        background=behind, map_files=_map_files(behind),
        is_practice=practice(services.registry(), services.clock()) == "all",
    )  # fmt: skip


def _map_files(behind: Background) -> str:
    """Return the addresses of what the map needs, in the order in which its tab loads them: a phone that never opens it may leave them."""
    first = ("vendor/leaflet/leaflet.css", "css/map.css", "vendor/leaflet/leaflet.js")
    return " ".join([*map(file_address, first), *behind.scripts, file_address("map.js")])


def _refusal(request: Request, services: Services, signed: str, error: ProblemError) -> Response:
    """Return the page that says why a link opens no round, or why a report was not taken, and what to do."""
    kind = str(error.extra.get("reason", {429: "too_many"}.get(error.status, "report")))
    reader = recognise(request, services, open_pages=True)
    page = render(
        request, services, reader, "driver/refused.html", status=error.status, counted=False,
        kind=kind, detail=error.detail if kind == "report" else None, address=f"/r/{signed}",
    )  # fmt: skip
    page.headers.update(error.headers or {})
    return page


def _unless_known(request: Request, page: Response) -> Response:
    """Return the page, or 304 to a phone that has it: what did not change costs a bad line nothing."""
    tag = f'W/"{hashlib.sha256(bytes(page.body)).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    page.headers["ETag"] = tag
    return page
