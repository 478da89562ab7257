"""The addresses of GeoReport v2, for reading and reporting: no key is needed, and a few reports a minute are taken from an address."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.open311 import documents
from api.open311 import services as offered
from api.open311.errors import GeoReportRoute
from api.open311.formats import Format, answer
from api.open311.query import chosen, number_of
from api.open311.report import keep
from api.open311.report_body import FORM
from api.open311.requests import Chosen, read_requests
from api.pickups.photos.photo_form import read_photo_form
from api.pickups.photos.routes import PhotoId, jpeg_response
from api.text.language import choose, words
from api.web.address import address_of
from api.web.auth import authenticate
from api.web.fields import TimeIn
from api.web.problems import ProblemError, not_found
from api.web.public_address import public_address
from api.web.rate_limit import FAILED_KEYS, PUBLIC_READS, REPORTS
from api.web.services import Services, ServicesDep
from config.texts import Words
from storage.state.waste import bin_reports, report_photos

PREFIX = "/open311/v2"
_CHANGESET = "2026-11-30T00:00:00Z"  # when what the discovery says last changed
ApiKey = Annotated[str | None, Query(max_length=200, description="a key of ours; with one you see what strangers wrote and photographed")]


async def jurisdiction(
    jurisdiction_id: Annotated[str | None, Query(max_length=200, description="taken and not used: there is one jurisdiction")] = None,
) -> str | None:
    """Take what the standard lets every request say."""
    return jurisdiction_id


def language_of(request: Request) -> Words:
    """Return the texts in the reader's language, by Accept-Language."""
    return words(choose(None, request.headers.get("accept-language", "")))


WordsDep = Annotated[Words, Depends(language_of)]


_ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": list[documents.Error], "description": "The request can't be done as asked.", "content": {"text/xml": {}}},
    "5XX": {"model": list[documents.Error], "description": "Something is wrong with us.", "content": {"text/xml": {}}},
}


def _shows(model: Any) -> dict[int | str, dict[str, Any]]:
    """Return how an answer and its errors are described."""
    return {**_ERRORS, 200: {"model": model, "content": {"text/xml": {}}}}


router = APIRouter(
    prefix=PREFIX,
    tags=["extended", "open311"],
    dependencies=[Depends(jurisdiction)],
    route_class=GeoReportRoute,
    default_response_class=Response,
)


@router.get("/discovery.{kind}", responses=_shows(documents.Discovery))
def get_discovery(kind: Format, request: Request, services: ServicesDep) -> Response:
    """Say where GeoReport is, and whom to ask."""
    contact = services.settings.pages.contact or public_address(services, request, "/om")
    endpoint = documents.Endpoint(url=public_address(services, request, PREFIX), changeset=_CHANGESET)
    return answer(kind, "discovery", documents.Discovery(changeset=_CHANGESET, contact=contact, key_service=contact, endpoints=[endpoint]))


@router.get("/services.{kind}", responses=_shows(list[documents.Service]))
def get_services(kind: Format, text: WordsDep) -> Response:
    """List the kinds of report."""
    return answer(kind, "services", offered.services(text))


@router.get("/services/{service_code}.{kind}", responses=_shows(documents.ServiceDefinition))
def get_service_definition(service_code: str, kind: Format, text: WordsDep) -> Response:
    """Say what a kind of report asks for beside place and description."""
    return answer(kind, "service_definition", offered.definition(text, service_code))


@router.post("/requests.{kind}", responses=_shows(list[documents.Created]), openapi_extra=FORM)
async def post_service_request(kind: Format, request: Request, services: ServicesDep, text: WordsDep, api_key: ApiKey = None) -> Response:
    """Report a bin, by its number, position or address; nothing is kept of who reports. All reports of one matter are one request."""
    # A form without a photo is small: its key is looked for before it is counted. One with a photo is counted before it is read.
    has_photo = request.headers.get("content-type", "").startswith("multipart/")
    form = None if has_photo else await read_photo_form(request, file="media")
    key = api_key or (form.fields.get("api_key") if form else None)
    await run_in_threadpool(_count_report, services, request, key)
    created = await run_in_threadpool(keep, services, request, text, form or await read_photo_form(request, file="media"))
    return answer(kind, "service_requests", [created])


@router.get("/requests.{kind}", responses=_shows(list[documents.ServiceRequest]))
def get_service_requests(
    kind: Format,
    request: Request,
    services: ServicesDep,
    text: WordsDep,
    service_request_id: Annotated[
        str | None, Query(max_length=20_000, description="numbers, with commas between; overrides all else")
    ] = None,
    service_code: Annotated[str | None, Query(max_length=200, description="with commas between")] = None,
    start_date: Annotated[TimeIn | None, Query(description="opened then or later")] = None,
    end_date: Annotated[TimeIn | None, Query(description="opened before then; at most 90 days after start_date")] = None,
    status: Annotated[str | None, Query(max_length=200, description="open, closed, or both with a comma between")] = None,
    api_key: ApiKey = None,
) -> Response:
    """List requests, the newest 1,000 of the last 90 days at most."""
    which = chosen(service_request_id, service_code, start_date, end_date, status, services.clock())
    return answer(kind, "service_requests", _read(services, request, text, which, api_key))


@router.get("/requests/{service_request_id}.{kind}", responses=_shows(list[documents.ServiceRequest]))
def get_service_request(
    service_request_id: str, kind: Format, request: Request, services: ServicesDep, text: WordsDep, api_key: ApiKey = None
) -> Response:
    """Read a request."""
    which = Chosen(numbers=[number_of(service_request_id)])
    requests = _read(services, request, text, which, api_key)
    if not requests:
        raise not_found("request", service_request_id)
    return answer(kind, "service_requests", requests)


@router.get("/tokens/{token}.{kind}", responses=_shows(list[documents.TokenAnswer]))
def get_request_of_token(token: Annotated[str, Path(max_length=64)], kind: Format, services: ServicesDep) -> Response:
    """Read a token's request: ours are known at once, so a request's number is its token."""
    number = number_of(token)
    with services.state.read() as connection:
        if not bin_reports.requests(connection, numbers=[number]):
            raise not_found("token", token)
    return answer(kind, "service_requests", [documents.TokenAnswer(service_request_id=str(number), token=str(number))])


@router.get("/media/{photo_id}", responses={**_ERRORS, 200: {"content": {"image/jpeg": {}}}})
def get_media(photo_id: PhotoId, request: Request, services: ServicesDep, api_key: ApiKey = None) -> Response:
    """Read a photo, with a key."""
    if not _has_key(services, request, api_key):
        raise ProblemError(403, "api_key: photos are shown to those with a key alone.")
    with services.state.read() as connection:
        jpeg = report_photos.content(connection, photo_id)
    return jpeg_response(jpeg, photo_id)


def _read(services: Services, request: Request, text: Words, which: Chosen, api_key: str | None) -> Any:
    sees_words = _has_key(services, request, api_key)
    if not sees_words:
        services.rate_limit.count(PUBLIC_READS, address_of(request))
        if not services.settings.pages.find_bins:
            raise ProblemError(403, "api_key: here bins are shown to those with a key alone.")
    address = (lambda photo: public_address(services, request, f"{PREFIX}/media/{photo}")) if sees_words else None
    return read_requests(services, text, which, photo_address=address)


def _count_report(services: Services, request: Request, api_key: str | None) -> None:
    if not _has_key(services, request, api_key):
        services.rate_limit.count(REPORTS, address_of(request))


def _has_key(services: Services, request: Request, api_key: str | None) -> bool:
    """Return whether a valid key came with the request. Raises a 403 for a wrong one."""
    if api_key is None:
        return False
    if authenticate(services, api_key) is None:
        services.rate_limit.count(FAILED_KEYS, address_of(request))
        raise ProblemError(403, "api_key: this key is not known here, was revoked or has expired.")
    return True
