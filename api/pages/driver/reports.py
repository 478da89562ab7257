"""What a driver presses becomes a report: once, however often it is sent, and at the time at which it was pressed."""

from typing import TypeVar

from fastapi import Response
from sqlalchemy import Connection

from api.pickups import crew_events
from api.pickups.body import RoundEventBody, StopEventBody
from api.pickups.photos.image import UnusablePhotoError, plain_jpeg
from api.pickups.photos.photo_form import PhotoForm
from api.pickups.photos.photos import keep_photo
from api.web.fields import Answer
from api.web.idempotency import answer_once
from api.web.problems import ProblemError, wrong_field
from api.web.services import Services
from domain.waste.rounds.press_time import press_time
from domain.waste.rounds.round_link import RoundLink

_OWNER = "driver"  # whose requests the reports of every link are: a second link may send again what the first one sent
_Body = TypeVar("_Body", StopEventBody, RoundEventBody)


def keep_report(services: Services, link: RoundLink, form: PhotoForm) -> Response:
    """Keep what a form says, as the API keeps a crew's report. Raises a 404, 409 or 422."""
    fields = form.fields
    photo = _jpeg(form.photo) if form.photo is not None and fields.get("type") == "could_not" else None
    body = _round_event(services, link, fields) if fields.get("type") in ("extra", "tipped") else _stop_event(services, fields)

    def work(connection: Connection) -> tuple[int, Answer]:
        if isinstance(body, RoundEventBody):
            return 201, crew_events.report_round_event(services, connection, link.pickup_id, body)
        report = crew_events.report_stop(services, connection, link.pickup_id, fields.get("stop", ""), body)
        if photo is not None:
            keep_photo(services, connection, report, photo)
        return 201, report

    # The moment of pressing makes no other report: sent again, a phone with a wrong clock is corrected a little differently.
    same = body.model_copy(update={"time": 0})
    return answer_once(services, _OWNER, _name(link, fields), f"driver {link.pickup_id} {fields.get('stop', '')}", same, work)


def _name(link: RoundLink, fields: dict[str, str]) -> str:
    """Return what tells a report from others: the phone's own id for it, or what was pressed on which look at the page."""
    pressed = ".".join(fields.get(field, "") for field in ("once", "type", "stop", "tip", "reason", "bin"))
    return f"{link.pickup_id}.{fields.get('id') or pressed}"[:128]


def _stop_event(services: Services, fields: dict[str, str]) -> StopEventBody:
    why = {name: fields.get(name) for name in ("reason", "note")} if fields.get("type") == "could_not" else {}
    return _body(StopEventBody, services, fields, **why)


def _round_event(services: Services, link: RoundLink, fields: dict[str, str]) -> RoundEventBody:
    bin_id = _bin_id(services, fields.get("bin", "")) if fields.get("type") == "extra" else None
    return _body(RoundEventBody, services, fields, vehicle=link.vehicle, bin_id=bin_id)


def _body(model: type[_Body], services: Services, fields: dict[str, str], **more: str | None) -> _Body:
    now = services.clock()
    try:
        sent, pressed = (round(float(fields.get(name) or now)) for name in ("sent", "pressed"))
        return model.model_validate({"type": fields.get("type"), "time": press_time(pressed, sent, now) / 1000, **more})
    except (ValueError, OverflowError) as error:  # pydantic's too
        raise ProblemError(422, "The form names nothing that can happen on a round; load the page again.") from error


def _bin_id(services: Services, named: str) -> str:
    """Return the bin of an id, of a name, or of both as the page's list offers them: `Storgata 1 (bin-7)`. Raises a 422."""
    bins, now = services.registry().bins, services.clock()
    for bin_id in (named, named.rpartition("(")[2].removesuffix(")")):
        if bin_id in bins:
            return bin_id
    called = [bin_id for bin_id, history in bins.items() if history.at(now).name.casefold() == named.casefold()]
    if len(called) != 1:
        count = len(called) or "no"
        raise wrong_field(
            "bin",
            f"{count} bins are called {named!r}: choose one from the list, or give its id",
        )
    return called[0]


def _jpeg(content: bytes) -> bytes:
    try:
        return plain_jpeg(content)
    except UnusablePhotoError as error:
        raise wrong_field("photo", str(error)) from error
