"""A form with at most one photo: its fields and the photo, read within a limit."""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from api.pickups.photos.image import MAX_BYTES
from api.web.limited_body import LimitedBody
from api.web.problems import ProblemError

_BESIDE_THE_PHOTO = 16 * 1024  # bytes of the other fields
_MOST_FIELDS = 32
_TOO_LARGE = f"The photo is larger than {MAX_BYTES // 1024 // 1024} MB: take it with a lower resolution."


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoForm:
    """A form's fields, each on one line, empty ones left out; the photo as it was sent."""

    fields: dict[str, str]
    photo: bytes | None


async def read_photo_form(request: Request, *, file: str = "photo") -> PhotoForm:
    """Read a form with at most one photo, in the field `file`. Raises a 413 or 422."""
    may_have_photo = request.headers.get("content-type", "").startswith("multipart/")
    limited = Request(request.scope, LimitedBody(request, _BESIDE_THE_PHOTO + (MAX_BYTES if may_have_photo else 0), _TOO_LARGE))
    try:
        async with limited.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_BESIDE_THE_PHOTO) as form:
            return PhotoForm(fields=_fields(form), photo=await _photo(form, file))
    except MultiPartException as error:
        raise ProblemError(422, "The form cannot be read; load the page again.") from error


def _fields(form: FormData) -> dict[str, str]:
    return {name: text for name, value in form.items() if isinstance(value, str) and (text := " ".join(value.split()))}


async def _photo(form: FormData, file: str) -> bytes | None:
    photo = form.get(file)
    return (await photo.read() or None) if isinstance(photo, UploadFile) else None
