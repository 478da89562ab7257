"""The addresses of the thresholds: the list, one of them with its trial, and the forms that store and delete it."""

import secrets
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.alerts.thresholds import remove, store
from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.thresholds.form import WrongFormError, body_of
from api.pages.thresholds.threshold_list import threshold_list
from api.pages.thresholds.threshold_page import side_by_side, threshold_page
from api.web.etag import etag_of
from api.web.problems import ProblemError
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])
_LIST = "/luft/varselgrenser"
_FIELDS = ("kind", "parameter", "averaging", "place", "raise", "clear", "consecutive", "share", "severity", "enabled", "worsens", "sted")


@router.get(_LIST)
def list_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """List the thresholds."""
    insist(reader.sees_all, 401)
    return render(
        request,
        services,
        reader,
        "thresholds/list.html",
        view=threshold_list(services, reader),
        done=request.query_params.get("ferdig", ""),
    )


@router.get(f"{_LIST}/ny")
def new_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the form of a new threshold, tried on the last 30 days where that was asked for."""
    return _form_page(request, services, reader, None)


@router.get(_LIST + "/{threshold_id}")
def edit_page(threshold_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show a threshold, tried on the last 30 days where that was asked for."""
    return _form_page(request, services, reader, threshold_id)


@router.post(_LIST + "/{threshold_id}")
async def save(threshold_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Store what the form says, if nobody changed it meanwhile; `ny` makes a new one."""
    form = await staff_form(request, services, reader, "thresholds")
    typed = _typed({name: values[-1] for name, values in form.items()})
    version = form.get("version", [""])[-1]
    return await run_in_threadpool(_save, request, services, reader, None if threshold_id == "ny" else threshold_id, typed, version)


@router.post(_LIST + "/{threshold_id}/slett")
async def delete(threshold_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Delete a threshold, if nobody changed it meanwhile."""
    form = await staff_form(request, services, reader, "thresholds")
    version = form.get("version", [""])[-1]
    await run_in_threadpool(remove, services, threshold_id, by=reader.by, if_match=_tag(version))
    return see(_LIST, reader, ferdig="slettet")


def _form_page(request: Request, services: Services, reader: Reader, threshold_id: str | None) -> Response:
    insist(reader.sees_all, 401)
    query = dict(request.query_params)
    tries = "prov" in query
    view = threshold_page(
        services,
        reader,
        threshold_id,
        _typed(query) if tries else {"kind": query.get("kind", "air")} if threshold_id is None else {},
        tries=tries,
    )
    return render(request, services, reader, "thresholds/threshold.html", view=view, conflict=None)


def _save(
    request: Request, services: Services, reader: Reader, threshold_id: str | None, typed: Mapping[str, str], version: str
) -> Response:
    stored_as = threshold_id or f"{typed.get('parameter', 'x')}-{secrets.token_hex(4)}"
    try:
        match = {"if_match": None, "if_none_match": "*"} if threshold_id is None else {"if_match": _tag(version), "if_none_match": None}
        store(services, stored_as, body_of(typed), by=reader.by, **match)
    except WrongFormError as error:
        return _refused(request, services, reader, threshold_id, typed, error, 422)
    except ProblemError as error:
        if error.status == 412 and error.extra.get("current"):
            return _conflict(request, services, reader, threshold_id, typed, error)
        if error.status == 422:
            return _refused(request, services, reader, threshold_id, typed, error, 422)
        raise
    return see(_LIST, reader, f"grense-{stored_as}", ferdig="lagret")


def _refused(
    request: Request, services: Services, reader: Reader, threshold_id: str | None, typed: Mapping[str, str], error: Exception, status: int
) -> Response:
    view = threshold_page(services, reader, threshold_id, typed, refused=error)
    return render(request, services, reader, "thresholds/threshold.html", view=view, conflict=None, status=status)


def _conflict(
    request: Request, services: Services, reader: Reader, threshold_id: str | None, typed: Mapping[str, str], error: ProblemError
) -> Response:
    view = threshold_page(services, reader, threshold_id, typed)
    fields = side_by_side(services, reader, error.extra["current"], error.extra["yours"])
    return render(request, services, reader, "thresholds/conflict.html", view=view, conflict=fields, status=412)


def _typed(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the form's fields; a box that is not ticked sends nothing."""
    return {"enabled": "", **{name: value[:200] for name, value in fields.items() if name in _FIELDS}}


def _tag(version: str) -> str:
    return etag_of(int(version)) if version.isdecimal() else '"-"'
