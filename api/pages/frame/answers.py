"""Answers that pages share: a way on after a form, and refusals that a person reads."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic import TypeAdapter

from api.pages.frame import forms
from api.pages.frame.reader import Reader
from api.web.fields import Note
from api.web.problems import ProblemError
from api.web.services import Services

PAGE = "page"  # tags the routes that answer people
_MOST_BYTES, _MOST_FIELDS = 512 * 1024, 12_000  # of a form with 5,000 bins, each shown and perhaps kept
_NOTE: TypeAdapter[str] = TypeAdapter(Note)
_NO_NOTE = "A note is one line of at most 500 characters, without characters that control, break or reorder the text."
_TOO_LARGE = "The form is larger than any of ours."
_REFUSALS = {401: "Sign in to see this page.", 403: "Your key may not change this, or the form is not one of our own pages'."}


def see(path: str, reader: Reader, part: str = "", *, status: int = 303, **query: str) -> Response:
    """Send the reader on to a page of ours, in their language, and there to the element with the id `part`."""
    asked = {name: value for name, value in {"lang": reader.language, **query}.items() if value}
    address = f"{path}?{urlencode(asked)}" + (f"#{part}" if part else "")
    return Response(status_code=status, headers={"Location": address, "Cache-Control": "no-store"})


def insist(holds: bool, status: int) -> None:
    """Raise the problem of `status` (401, 403) unless the condition holds."""
    if not holds:
        raise ProblemError(status, _REFUSALS[status], headers={"WWW-Authenticate": 'Bearer realm="bysans"'} if status == 401 else None)


async def crew_form(request: Request, services: Services, reader: Reader) -> dict[str, str]:
    """Return the fields of a form of ours about collecting. Raises a 401, 403 or 413."""
    _insist_crew_form(request, services, reader)
    try:
        return await forms.read(request)
    except forms.FormTooLargeError as error:
        raise ProblemError(413, _TOO_LARGE) from error


async def staff_form(request: Request, services: Services, reader: Reader, scope: str) -> dict[str, list[str]]:
    """Return every value of the fields of a form of ours that changes what `scope` stands for. Raises a 401, 403 or 413."""
    insist_staff_form(request, services, reader, scope)
    try:
        return await forms.read_lists(request, most_bytes=_MOST_BYTES, most_fields=_MOST_FIELDS)
    except (forms.FormTooLargeError, ValueError) as error:
        raise ProblemError(413, _TOO_LARGE) from error


def insist_staff_form(request: Request, services: Services, reader: Reader, scope: str) -> None:
    """Raise a 401 or 403 unless the form is ours and its sender may change what `scope` stands for."""
    insist(reader.sees_all, 401)
    insist(reader.may(scope) and forms.is_our_own(request, services.settings.http.public_url), 403)


def note_of(fields: Mapping[str, str]) -> str | None:
    """Return the note that a form carries, by the API's rule for notes; None where it is empty. Raises a 422."""
    try:
        return _NOTE.validate_python(fields.get("note", "").strip()) or None
    except ValueError as error:
        raise ProblemError(422, _NO_NOTE) from error


async def long_crew_form(request: Request, services: Services, reader: Reader) -> dict[str, list[str]]:
    """Return every value of the fields of a form of ours that lists the bins of a round. Raises a 401, 403 or 413."""
    _insist_crew_form(request, services, reader)
    try:
        return await forms.read_lists(request, most_bytes=_MOST_BYTES, most_fields=_MOST_FIELDS)
    except (forms.FormTooLargeError, ValueError) as error:
        raise ProblemError(413, _TOO_LARGE) from error


def _insist_crew_form(request: Request, services: Services, reader: Reader) -> None:
    insist(reader.sees_all, 401)
    insist(reader.collects_as is not None, 403)
    insist(forms.is_our_own(request, services.settings.http.public_url), 403)
