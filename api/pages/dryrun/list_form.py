"""The form on which a list of emptyings is handed in: its files and columns, read within a limit."""

from dataclasses import dataclass
from pathlib import PurePath

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from api.dryrun.dry_run_process import Files
from api.web.limited_body import LimitedBody
from api.web.problems import ProblemError

MOST_BYTES = 20_000_000  # of all files: a year of 2,000 bins has some 10 MB
_FILES = {"emptyings": (".csv", ".txt", ".xlsx"), "bins": (".csv", ".txt", ".xlsx"), "fleet": (".toml",), "practice": (".toml",)}
COLUMNS = ("bin", "time", "fill")
_TOO_LARGE = f"The files are larger than {MOST_BYTES // 1_000_000} MB: leave out columns or part the list."
_UNREADABLE = "The form cannot be read; load the page again."


@dataclass(frozen=True, slots=True, kw_only=True)
class ListForm:
    """What was handed in: the files by what they are, and the names of columns that were said."""

    files: Files
    columns: dict[str, str]


async def read_list_form(request: Request) -> ListForm:
    """Read the form within its limit. Raises ProblemError, 413 or 422."""
    limited = Request(request.scope, LimitedBody(request, MOST_BYTES, _TOO_LARGE))
    try:
        async with limited.form(max_files=len(_FILES), max_fields=len(COLUMNS) + 2) as form:
            files = await _files(form)
    except MultiPartException as error:
        raise ProblemError(422, _UNREADABLE) from error
    if "emptyings" not in files:
        raise ProblemError(422, "Choose the list of emptyings, as CSV or XLSX.")
    texts = {name: str(form.get(f"column.{name}") or "").strip()[:200] for name in COLUMNS}
    return ListForm(files=files, columns={name: text for name, text in texts.items() if text})


async def _files(form: FormData) -> dict[str, tuple[str, bytes]]:
    """Return the files that were chosen. Raises ProblemError for one of a kind that is not read."""
    files: dict[str, tuple[str, bytes]] = {}
    for name, endings in _FILES.items():
        file = form.get(name)
        if not isinstance(file, UploadFile) or not file.filename:
            continue
        ending = PurePath(file.filename).suffix.lower()
        if ending not in endings:
            raise ProblemError(422, f"{file.filename[:100]}: expected a file that ends in {', '.join(endings)}.")
        files[name] = (ending, await file.read())
    return files
