"""The addresses on which a list of emptyings is handed in, its run is followed, and the answer is read."""

import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.dryrun import dry_run_process
from api.dryrun.chosen_columns import ZONE, Chosen, has_places, missing, remember, shown, take_remembered, told_places
from api.dryrun.dry_run_process import Files
from api.dryrun.kept_runs import NoRoomError, make_room, remove_run, running
from api.dryrun.run_folder import DryRun, all_runs, document, new_folder, run_of, runs_folder
from api.pages.dryrun.list_form import MOST_BYTES, ListFormError, read_list_form
from api.pages.frame.answers import PAGE, insist, insist_staff_form, see, staff_form
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.web.problems import ProblemError, not_found
from api.web.services import Services, ServicesDep
from reports.dryrun.html_page import policy

router = APIRouter(prefix="/provaar", include_in_schema=False, tags=[PAGE])
SCOPE = "devices"  # whoever hands in tables of bins
_TYPES = {
    ".html": "text/html; charset=utf-8", ".json": "application/json", ".csv": "text/csv; charset=utf-8",
    ".toml": "application/toml; charset=utf-8",
}  # fmt: skip
_BEGINNING = Lock()  # two who begin at the same moment are counted one after the other


@router.get("")
def dry_year_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Ask for a list; `?kjoring=ID` shows its columns, how far its run is, or its answer."""
    insist(reader.sees_all, 401)
    run_id = request.query_params.get("kjoring")
    run = _run(services, run_id) if run_id else None
    is_choosing = run is not None and bool(run.columns) and run.state != "running" and "kolonner" in request.query_params
    return _page(request, services, reader, run=run, is_choosing=is_choosing)


@router.post("")
async def hand_in(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Take a list in, and begin its run where the columns of one with the same headings are remembered."""
    insist_staff_form(request, services, reader, SCOPE)
    try:
        files = await read_list_form(request)
        return await run_in_threadpool(_hand_in, services, reader, files)
    except ListFormError as error:
        return await run_in_threadpool(_page, request, services, reader, wrong=error)


@router.post("/kolonner")
async def choose_columns(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Remember which column is which field, and begin the run."""
    fields = await staff_form(request, services, reader, SCOPE)
    run = _run(services, _one(fields, "run"))
    chosen = {
        table: {name: _one(fields, f"{table}.{name}") for name in (*(field["name"] for field in look["fields"]), ZONE)}
        for table, look in run.columns.items()
    }
    if not run.columns or run.state == "running":
        return see("/provaar", reader, kjoring=run.id)
    if missing(run, chosen):
        return await run_in_threadpool(_page, request, services, reader, run=run, is_choosing=True, chosen=chosen)
    return await run_in_threadpool(_choose, services, reader, run, chosen)


@router.post("/avbryt")
async def call_off(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Call a run off."""
    run = _run(services, _one(await staff_form(request, services, reader, SCOPE), "run"))
    if run.state == "running":
        await run_in_threadpool(dry_run_process.cancel, _runs(services) / run.id)
    return see("/provaar", reader, kjoring=run.id)


@router.post("/igjen")
async def begin_again(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Begin a run again that was called off, failed, or stopped with its process."""
    run = _run(services, _one(await staff_form(request, services, reader, SCOPE), "run"))
    if run.state in ("done", "asking"):
        return see("/provaar", reader, kjoring=run.id)
    return await run_in_threadpool(_begin, services, reader, run)


@router.post("/fjern")
async def remove(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Remove a run that is over, with the list."""
    run = _run(services, _one(await staff_form(request, services, reader, SCOPE), "run"))
    if run.state == "running":
        return see("/provaar", reader, kjoring=run.id)
    await run_in_threadpool(remove_run, _runs(services), run)
    return see("/provaar", reader)


@router.get("/dokument/{name:path}")
def read_document(name: str, services: ServicesDep, reader: ReaderDep) -> Response:
    """Send a document of a run, `RUN_ID/NAME`, as it was written."""
    insist(reader.sees_all, 401)
    content = document(_runs(services), name)
    if content is None:
        raise not_found("document", name)
    ending = name[name.rindex(".") :]
    headers = {"Content-Security-Policy": policy(), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=_TYPES[ending], headers=headers)


def _hand_in(services: Services, reader: Reader, files: Files) -> Response:
    runs, size = _runs(services), sum(len(content) for _, content in files.values())
    try:
        make_room(runs, size, services.settings.dryrun)
        folder = new_folder(runs, time.time())
        dry_run_process.keep_files(folder, files, services.settings.planning.plan_file)
        if dry_run_process.look(folder) and take_remembered(runs, _run(services, folder.name)) and _is_placed(services, folder):
            return _begin(services, reader, _run(services, folder.name))
    except NoRoomError as error:
        raise ListFormError(503, "dryrun.wrong_no_room") from error
    except OSError as error:
        raise ProblemError(503, f"The run cannot be begun: {error.strerror}.") from error
    return see("/provaar", reader, kjoring=folder.name)


def _is_placed(services: Services, folder: Path) -> bool:
    """Return whether enough bins have a place, by the columns that are remembered where those that were guessed do not tell."""
    return has_places(_run(services, folder.name)) or (dry_run_process.look(folder) and has_places(_run(services, folder.name)))


def _choose(services: Services, reader: Reader, run: DryRun, chosen: Chosen) -> Response:
    remember(_runs(services), run, chosen)
    return _begin(services, reader, run)


def _begin(services: Services, reader: Reader, run: DryRun) -> Response:
    """Begin a run, unless as many are under way as may be: then it waits until somebody begins it."""
    runs = _runs(services)
    with _BEGINNING:
        if run.state == "running" or len(running(runs)) >= services.settings.dryrun.at_once:
            return see("/provaar", reader, kjoring=run.id, opptatt="" if run.state == "running" else "1")
        try:
            dry_run_process.start(runs / run.id)
        except OSError as error:
            raise ProblemError(503, f"The run cannot be begun: {error.strerror}.") from error
    return see("/provaar", reader, kjoring=run.id)


def _page(
    request: Request,
    services: Services,
    reader: Reader,
    *,
    run: DryRun | None = None,
    is_choosing: bool = False,
    chosen: Chosen | None = None,
    wrong: ListFormError | None = None,
) -> Response:
    runs = _runs(services)
    unchosen = missing(run, chosen) if run and chosen else []
    first = chosen or (shown(runs, run) if run else {})
    return render(
        request, services, reader, "dryrun/dryrun.html", status=wrong.status if wrong else 422 if unchosen else 200,
        run=run, earlier=[] if run else all_runs(runs), most_mb=MOST_BYTES // 1_000_000, may=reader.may(SCOPE), wrong=wrong,
        is_choosing=run is not None and (is_choosing or run.state == "asking"), unchosen=unchosen,
        chosen=first, places=told_places(run, first) if run else {}, is_busy="opptatt" in request.query_params,
        keep_days=services.settings.dryrun.keep_days,
    )  # fmt: skip


def _run(services: Services, run_id: str) -> DryRun:
    """Return the run of an id. Raises the 404."""
    run = run_of(_runs(services), run_id)
    if run is None:
        raise not_found("run", run_id)
    return run


def _runs(services: Services) -> Path:
    return runs_folder(services.settings.data_dir)


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    return (fields.get(name) or [""])[0]
