"""Citizens' requests as GeoReport shows them, read from the state in one transaction."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from api.open311.documents import ServiceRequest
from api.registry.names import names_now
from api.text.formats import Formats
from api.waste.bin_requests import as_crews_report, expectations
from api.web.services import Services
from config.names import Names
from config.texts import Words
from domain.device import Bin
from domain.waste.reports.request import BinRequest, ReportKind
from storage.state.waste import bin_reports, report_photos

MOST = 1000  # requests in one answer, by the specification


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which requests are asked for: these numbers, or those of some kinds and states, opened within [start, end) (ms UTC)."""

    numbers: Collection[int] | None = None
    kinds: Collection[ReportKind] | None = None
    opened: tuple[int, int] | None = None
    states: Collection[str] = ("open", "closed")


def read_requests(
    services: Services, text: Words, chosen: Chosen, *, photo_address: Callable[[str], str] | None
) -> Sequence[ServiceRequest]:
    """Read the newest requests, 1,000 at most. `photo_address`: where a photo is, None for readers who see no photos and no words."""
    with services.state.read() as connection:
        names = names_now(services, connection, text.language)
        found = bin_reports.requests(connection, numbers=chosen.numbers, kinds=chosen.kinds, opened=chosen.opened, limit=MOST)
        requests = [request for request in as_crews_report(connection, found) if request.bin_id in names.registry.bins]
        shown = [request for request in requests if _status(request, names.now) in chosen.states]
        details = _details(connection, shown, photo_address)
        expected = expectations(services, connection, shown)
    formats = Formats(text, names.now)
    return [
        _document(names, formats, request, services.settings.pages.owner, expected.get(request.number), *details(request.number))
        for request in shown
    ]


def _details(
    connection: Connection, requests: Sequence[BinRequest], photo_address: Callable[[str], str] | None
) -> Callable[[int], tuple[str | None, str | None]]:
    """Return what gives a request's words and the address of its first photo."""
    numbers = [request.number for request in requests]
    notes = bin_reports.notes(connection, numbers) if photo_address else {}
    photos = report_photos.of_requests(connection, numbers) if photo_address else {}

    def of(number: int) -> tuple[str | None, str | None]:
        address = photo_address(photos[number][0]) if photo_address and number in photos else None
        return "\n".join(notes.get(number, ())) or None, address

    return of


def _document(
    names: Names, formats: Formats, request: BinRequest, owner: str | None, expected: int | None, words: str | None, photo: str | None
) -> ServiceRequest:
    bin_: Bin = names.registry.bins[request.bin_id].at(names.now)
    return ServiceRequest(
        service_request_id=str(request.number),
        status=_status(request, names.now),
        status_notes=status_notes(names.words, formats, request, expected),
        service_name=names.words(f"open311.{request.kind}"),
        service_code=request.kind,
        description=words,
        agency_responsible=owner,
        service_notice=names.words("open311.reports", n=request.reports),
        requested_datetime=request.opened_at,
        updated_datetime=request.closed_at or request.reported_at,
        expected_datetime=expected,
        address=f"{names.bin(request.bin_id)}, {names.fraction(bin_.fraction)}",
        address_id=request.bin_id,
        lat=bin_.lat,
        long=bin_.lon,
        media_url=photo,
    )


def status_notes(text: Words, formats: Formats, request: BinRequest, expected: int | None) -> str:
    """Return what became of a request, or what one may expect, as its page says it."""
    state = request.state(formats.now)
    if state == "expired":
        return text("request.expired")
    if request.dismissal is not None:
        return text("request.dismissed", moment=formats.moment(request.dismissal.at), reason=request.dismissal.reason)
    if request.closed_at is not None:
        return text(f"request.{state}", moment=formats.moment(request.closed_at))
    if not request.needs_truck:
        return text("request.will_be_looked_at")
    return text("request.queued") if expected is None else text("request.expected", moment=formats.before(expected))


def _status(request: BinRequest, now: int) -> Literal["open", "closed"]:
    return "open" if request.state(now) == "open" else "closed"
