"""The address on which sites, bins and devices are registered from a table."""

import re

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, insist, insist_staff_form, see
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.table_import import table_look
from api.pages.table_import.table_form import TableForm, read_table_form
from api.pages.table_import.table_look import look_at
from api.table_import.kept_columns import kept_columns
from api.table_import.problems import TableError
from api.table_import.registration import BODIES, Outcome
from api.table_import.table_file import MOST_ROWS
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])
_PAGE = "/sensorer/tabell"
_counts = re.compile(r"(\d{1,6})-(\d{1,6})-(\d{1,6})", re.ASCII).fullmatch


@router.get(_PAGE)
def table_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Ask for a table; `?tatt=NEW-CHANGED-SAME` says what came of the last one."""
    insist(reader.sees_all, 401)
    return _ask(request, services, reader)


@router.post(_PAGE)
async def take_table(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what a table comes to, or register it."""
    insist_staff_form(request, services, reader, "devices")
    form = await read_table_form(request)
    return await run_in_threadpool(_take, request, services, reader, form)


def _take(request: Request, services: Services, reader: Reader, form: TableForm) -> Response:
    try:
        look = look_at(services, form)
    except TableError as error:
        return _ask(request, services, reader, form, error)
    if look.outcome is not None and form.registers:
        return see(_PAGE, reader, tatt=_written(look.outcome))
    status = 422 if form.registers else 200  # to see what is wrong with a table is what one looks at it for
    return render(request, services, reader, "table_import/look.html", status=status, look=look, shown=table_look.SHOWN)


def _ask(
    request: Request, services: Services, reader: Reader, form: TableForm | None = None, problem: TableError | None = None
) -> Response:
    taken = _counts(request.query_params.get("tatt", ""))
    with services.state.read() as connection:
        kept = list(kept_columns(connection))
    return render(
        request, services, reader, "table_import/start.html", status=422 if problem else 200,
        kinds=list(BODIES), kept=kept, what=form.what if form else "bins", problem=problem,
        file_name=form.name if form else "",
        taken=[int(count) for count in taken.groups()] if taken else None, most_rows=MOST_ROWS,
    )  # fmt: skip


def _written(outcome: Outcome) -> str:
    return f"{len(outcome.new)}-{len(outcome.changed)}-{outcome.same}"
