"""The addresses on which a list of emptyings is handed in, its run is followed, and the answer is read."""

import time

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.dryrun import dry_run_process
from api.dryrun.run_folder import all_runs, document, new_folder, run_of, runs_folder
from api.pages.dryrun.list_form import COLUMNS, MOST_BYTES, ListForm, read_list_form
from api.pages.frame.answers import PAGE, insist, insist_staff_form, see, staff_form
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.web.problems import ProblemError, not_found
from api.web.services import Services, ServicesDep
from reports.dryrun.html_page import policy

router = APIRouter(prefix="/provaar", include_in_schema=False, tags=[PAGE])
SCOPE = "devices"  # whoever hands in tables of bins
_TYPES = {".html": "text/html; charset=utf-8", ".json": "application/json", ".csv": "text/csv; charset=utf-8"}


@router.get("")
def dry_year_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Ask for a list; `?kjoring=ID` shows how far a run is, or its answer."""
    insist(reader.sees_all, 401)
    runs = runs_folder(services.settings.data_dir)
    chosen = request.query_params.get("kjoring")
    run = run_of(runs, chosen) if chosen else None
    if chosen and run is None:
        raise not_found("run", chosen)
    return render(
        request, services, reader, "dryrun/dryrun.html",
        run=run, earlier=all_runs(runs), columns=COLUMNS, most_mb=MOST_BYTES // 1_000_000, may=reader.may(SCOPE),
    )  # fmt: skip


@router.post("")
async def begin(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Begin a run of the list that was handed in, unless one is under way: that one is shown."""
    insist_staff_form(request, services, reader, SCOPE)
    form = await read_list_form(request)
    return await run_in_threadpool(_begin, services, reader, form)


@router.post("/avbryt")
async def call_off(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Call a run off."""
    fields = await staff_form(request, services, reader, SCOPE)
    runs, run_id = runs_folder(services.settings.data_dir), (fields.get("run") or [""])[0]
    run = run_of(runs, run_id)
    if run is None:
        raise not_found("run", run_id)
    if run.state == "running":
        await run_in_threadpool(dry_run_process.cancel, runs / run.id)
    return see("/provaar", reader, kjoring=run.id)


@router.get("/dokument/{name:path}")
def read_document(name: str, services: ServicesDep, reader: ReaderDep) -> Response:
    """Send a document of a run, `RUN_ID/NAME`, as it was written."""
    insist(reader.sees_all, 401)
    content = document(runs_folder(services.settings.data_dir), name)
    if content is None:
        raise not_found("document", name)
    ending = name[name.rindex(".") :]
    headers = {"Content-Security-Policy": policy(), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=_TYPES[ending], headers=headers)


def _begin(services: Services, reader: Reader, form: ListForm) -> Response:
    runs = runs_folder(services.settings.data_dir)
    running = next((run for run in all_runs(runs) if run.state == "running"), None)
    if running is not None:
        return see("/provaar", reader, kjoring=running.id)
    try:
        folder = new_folder(runs, time.time())
        dry_run_process.start(folder, form.files, form.columns)
    except OSError as error:
        raise ProblemError(503, f"The run cannot be begun: {error.strerror}.") from error
    return see("/provaar", reader, kjoring=folder.name)
