"""The form of a table: a file, or the file that was looked at before, and which of its columns is which field."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from api.table_import.columns import ColumnMap
from api.table_import.registration import What
from api.web.limited_body import LimitedBody
from api.web.problems import ProblemError

MOST_BYTES = 5_000_000  # of the file: 20,000 rows of 250 bytes
_MOST_ENCODED = MOST_BYTES * 4 // 3 + 4  # the file as the page hands it back
_BESIDE = 64 * 1024  # bytes of the other fields
_MOST_FIELDS = 100
_TOO_LARGE = f"The table is larger than {MOST_BYTES // 1_000_000} MB: part it."
_UNREADABLE = "The form cannot be read; load the page again."


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """What a form says: the file's `name` and content, what its rows are, and the columns chosen; None before any were.

    `use`: the name under which columns were kept; `keep`: under which these are to be; `registers`: whether all rows are to be taken.
    """

    what: What
    name: str
    content: bytes
    columns: ColumnMap | None
    use: str | None
    keep: str | None
    registers: bool

    @property
    def encoded(self) -> str:
        """The content as text, for the page to hand it back."""
        return base64.b64encode(self.content).decode()


async def read_table_form(request: Request) -> TableForm:
    """Read the form within its limits. Raises ProblemError, 413 or 422."""
    limited = Request(request.scope, LimitedBody(request, _MOST_ENCODED + _BESIDE, _TOO_LARGE))
    try:
        async with limited.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_MOST_ENCODED) as form:
            return await _table_form(form)
    except MultiPartException as error:
        raise ProblemError(422, _UNREADABLE) from error


async def _table_form(form: FormData) -> TableForm:
    fields = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    what = next((what for what in get_args(What) if what == fields.get("what")), None)
    if what is None:
        raise ProblemError(422, _UNREADABLE)
    file = form.get("file")
    is_new = isinstance(file, UploadFile)
    content = await file.read() if isinstance(file, UploadFile) else _decoded(fields.get("content", ""))
    if len(content) > MOST_BYTES:
        raise ProblemError(413, _TOO_LARGE)
    return TableForm(
        what=what,
        name=(file.filename or "" if isinstance(file, UploadFile) else fields.get("name", ""))[:200],
        content=content,
        columns=None if is_new else ColumnMap(columns=_part(fields, "column."), values=_part(fields, "value.")),
        use=fields.get("use") or None,
        keep=fields.get("keep") or None,
        registers=fields.get("do") == "register",
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProblemError(422, _UNREADABLE) from error


def _part(fields: Mapping[str, str], start: str) -> dict[str, str]:
    return {name.removeprefix(start): text for name, text in fields.items() if name.startswith(start) and text}
