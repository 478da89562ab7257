"""The form on which a list of emptyings is handed in: its files, read within a limit."""

from pathlib import PurePath

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from api.dryrun.dry_run_process import Files
from api.web.limited_body import LimitedBody
from api.web.problems import ProblemError

MOST_BYTES = 50_000_000  # of all files: a year of 2,000 bins has some 10 MB
_TABLE = (".csv", ".txt", ".xlsx")
_FILES = {"emptyings": _TABLE, "bins": _TABLE, "fleet": (".toml",), "practice": (".toml",)}


class ListFormError(Exception):
    """The form cannot be used: an HTTP status, a kind, and what it is about."""

    def __init__(self, status: int, kind: str, detail: str = "") -> None:
        super().__init__(kind)
        self.status, self.kind, self.detail = status, kind, detail


async def read_list_form(request: Request) -> Files:
    """Return the files by what they are. Raises ListFormError."""
    limited = Request(request.scope, LimitedBody(request, MOST_BYTES, "too large"))
    try:
        async with limited.form(max_files=len(_FILES), max_fields=2) as form:
            files = await _files(form)
    except MultiPartException as error:
        raise ListFormError(422, "form") from error
    except ProblemError as error:
        raise ListFormError(413, "upload", f"{MOST_BYTES // 1_000_000}") from error
    if "emptyings" not in files:
        raise ListFormError(422, "no_list")
    return files


async def _files(form: FormData) -> Files:
    """Return the files that were chosen. Raises ListFormError for one of a kind that is not read."""
    files: dict[str, tuple[str, bytes]] = {}
    for name, endings in _FILES.items():
        file = form.get(name)
        if not isinstance(file, UploadFile) or not file.filename:
            continue
        ending = PurePath(file.filename).suffix.lower()
        if ending not in endings:
            raise ListFormError(422, "old_excel" if ending in (".xls", ".xlsb", ".ods") else "ending", file.filename[:100])
        files[name] = (ending, await file.read())
    return files
