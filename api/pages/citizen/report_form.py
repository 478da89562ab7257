"""What a citizen's form says of a bin, kept once however often the phone sends it."""

from dataclasses import dataclass
from typing import Literal

from fastapi import Request

from api.pages.frame.answers import note_of
from api.pickups.photos.image import UnusablePhotoError, plain_jpeg
from api.pickups.photos.photo_form import PhotoForm
from api.waste.bin_requests import Kept, Report, keep_report
from api.web.address import address_of
from api.web.problems import ProblemError, wrong_field
from api.web.rate_limit import REPORT_PHOTOS
from api.web.services import Services
from domain.waste.reports.request import KINDS, ReportKind

PhotoFate = Literal["", "kept", "unreadable", "enough"]
_LONGEST_NAME = 64  # of a form


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A report that was kept, and what became of its photo."""

    kept: Kept
    photo: PhotoFate


def insist_our_own(request: Request) -> None:
    """Raise a 403 where another site's page sent the form, in the name of whoever looked at it."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise ProblemError(403, "The form was not sent from our own page.")


def send(services: Services, request: Request, bin_id: str, form: PhotoForm) -> Sent:
    """Keep what the form says; a photo that cannot be used loses no report. Raises a 404, 422, and StateAwayError."""
    jpeg, photo = _photo(services, request, form.photo)
    once = form.fields.get("once", "")[:_LONGEST_NAME]
    report = Report(kind=_kind(form), once=f"form {once}" if once else None, note=note_of(form.fields), jpeg=jpeg)
    kept = keep_report(services, bin_id, report)
    return Sent(kept=kept, photo="enough" if jpeg is not None and not kept.has_photo else photo)


def _kind(form: PhotoForm) -> ReportKind:
    what = form.fields.get("what", "full")
    kind = next((kind for kind in KINDS if kind == what), None)
    if kind is None:
        raise wrong_field("what", f"must be one of {', '.join(KINDS)}")
    return kind


def _photo(services: Services, request: Request, photo: bytes | None) -> tuple[bytes | None, PhotoFate]:
    if photo is None:
        return None, ""
    try:
        services.rate_limit.count(REPORT_PHOTOS, address_of(request))
        return plain_jpeg(photo), "kept"
    except UnusablePhotoError:
        return None, "unreadable"
    except ProblemError:
        return None, "enough"
