"""The form on which a list of emptyings is handed in: its files, read within a limit."""

from collections.abc import Sequence
from pathlib import PurePath

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from api.dryrun.dry_run_process import Files
from api.table_import.foreign_file import foreign_kind
from api.web.limited_body import LimitedBody
from api.web.problems import ProblemError

MOST_BYTES = 50_000_000  # of all files: a year of 2,000 bins has some 10 MB
_TABLE = (".csv", ".txt", ".xlsx")
_OTHER_SPREADSHEETS = {".xls": "xls", ".xlsb": "xlsb", ".ods": "ods"}
_FILES = {"emptyings": _TABLE, "bins": _TABLE, "fleet": (".toml",), "practice": (".toml",)}


class ListFormError(Exception):
    """The form cannot be used: an HTTP status, the text that says why, and what it is about, such as a file's name."""

    def __init__(self, status: int, text: str, detail: str = "") -> None:
        super().__init__(text)
        self.status, self.text, self.detail = status, text, detail


async def read_list_form(request: Request) -> Files:
    """Return the files by what they are. Raises ListFormError."""
    limited = Request(request.scope, LimitedBody(request, MOST_BYTES, "too large"))
    try:
        async with limited.form(max_files=len(_FILES), max_fields=2) as form:
            files = await _files(form)
    except MultiPartException as error:
        raise ListFormError(422, "dryrun.wrong_form") from error
    except ProblemError as error:
        raise ListFormError(413, "dryrun.wrong_upload", f"{MOST_BYTES // 1_000_000}") from error
    if "emptyings" not in files:
        raise ListFormError(422, "dryrun.wrong_no_list")
    return files


async def _files(form: FormData) -> Files:
    """Return the files that were chosen. Raises ListFormError for one of a kind that is not read."""
    files: dict[str, tuple[str, bytes]] = {}
    for name, endings in _FILES.items():
        file = form.get(name)
        if not isinstance(file, UploadFile) or not file.filename:
            continue
        files[name] = await _file(file, endings)
    return files


async def _file(file: UploadFile, endings: Sequence[str]) -> tuple[str, bytes]:
    """Return a file's ending and content. Raises ListFormError for what its bytes or its name say that it is."""
    name, content = (file.filename or "")[:100], await file.read()
    ending = PurePath(name).suffix.lower()
    foreign = (foreign_kind(content) if ".csv" in endings else None) or _OTHER_SPREADSHEETS.get(ending)
    if foreign is not None:
        raise ListFormError(422, f"foreign_file.{foreign}", name)
    if ending not in endings:
        raise ListFormError(422, "dryrun.wrong_ending", name)
    return ending, content
