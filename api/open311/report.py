"""A report that another program sends, kept as one that a citizen makes on our own page."""

from collections.abc import Collection, Mapping

from fastapi import Request

from api.open311.documents import Created
from api.open311.requests import status_notes
from api.open311.services import BIN_ID, kind_of
from api.open311.which_bin import which_bin
from api.pickups.photos.image import UnusablePhotoError, plain_jpeg
from api.pickups.photos.photo_form import PhotoForm
from api.registry.names import names_now
from api.text.formats import Formats
from api.waste.bin_requests import Report, expected_by, keep_report
from api.web.address import address_of
from api.web.problems import ProblemError, wrong_field
from api.web.rate_limit import REPORT_PHOTOS
from api.web.services import Services
from config.texts import Words
from domain.one_line import is_one_line

_LONGEST = 500  # characters of a description
# Taken into the report, or how the request itself is made; all else is not kept, and the answer says so.
_PLACE = ("lat", "long", "address_string", "address_id", f"attribute[{BIN_ID}]")
_USED = frozenset(("service_code", "jurisdiction_id", "api_key", "description", *_PLACE))


def keep(services: Services, request: Request, text: Words, form: PhotoForm) -> Created:
    """Keep a report. Raises a 400, 404 or 429, and StateAwayError."""
    fields = form.fields
    if "service_code" not in fields:
        raise ProblemError(400, "service_code: is missing; GET services lists them.")
    kind, note = kind_of(fields["service_code"]), _description(fields)
    with services.state.read() as connection:
        names = names_now(services, connection, text.language)
    bin_ = which_bin(names, fields)
    jpeg = _jpeg(services, request, form.photo)
    kept = keep_report(services, bin_.id, Report(kind=kind, note=note, jpeg=jpeg))
    with services.state.read() as connection:
        expected = expected_by(services, connection, kept.request)
    left_out = sorted([*_left_out(fields), *(["media"] if jpeg is not None and not kept.has_photo else [])])
    notice = [
        text("open311.kept", bin=f"{names.bin(bin_.id)}, {names.fraction(bin_.fraction)}"),
        status_notes(text, Formats(text, names.now), kept.request, expected),
        *([text("open311.left_out", fields=", ".join(left_out))] if left_out else []),
    ]
    return Created(service_request_id=str(kept.request.number), service_notice=" ".join(notice))


def _description(fields: Mapping[str, str]) -> str | None:
    description = fields.get("description")
    if description is not None and (len(description) > _LONGEST or not is_one_line(description)):
        raise wrong_field("description", f"must be at most {_LONGEST} characters, without characters that control or reorder the text")
    return description


def _left_out(fields: Mapping[str, str]) -> Collection[str]:
    return {name[:64] for name in fields if name not in _USED}


def _jpeg(services: Services, request: Request, photo: bytes | None) -> bytes | None:
    if photo is None:
        return None
    services.rate_limit.count(REPORT_PHOTOS, address_of(request))
    try:
        return plain_jpeg(photo)
    except UnusablePhotoError as error:
        raise wrong_field("media", str(error)) from error
