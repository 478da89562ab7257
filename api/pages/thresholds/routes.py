"""The addresses of the thresholds: the list, one of them with its trial, and the forms that store and delete it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    own_id = None if threshold_id == "ny" else threshold_id
    sent = _Sent(request=request, services=services, reader=reader, threshold_id=own_id, typed=typed, version=version)
    return await run_in_threadpool(_save, sent)


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
    begun = {"kind": query.get("kind", "air")} if threshold_id is None else {}
    view = threshold_page(services, reader, threshold_id, _typed(query) if tries else begun, tries=tries)
    return render(request, services, reader, "thresholds/threshold.html", view=view)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """A form as it was sent: `threshold_id` None for a new threshold, `version` the one that it was read from."""

    request: Request
    services: Services
    reader: Reader
    threshold_id: str | None
    typed: Mapping[str, str]
    version: str

    def page(self, template: str, status: int, *, refused: Exception | None = None, conflict: Sequence[object] = ()) -> Response:
        """Return the threshold's page with what was typed."""
        view = threshold_page(self.services, self.reader, self.threshold_id, self.typed, refused=refused)
        return render(self.request, self.services, self.reader, template, view=view, status=status, conflict=conflict)


def _save(sent: _Sent) -> Response:
    stored_as = sent.threshold_id or f"{sent.typed.get('parameter', 'x')}-{secrets.token_hex(4)}"
    if_match, if_none_match = (None, "*") if sent.threshold_id is None else (_tag(sent.version), None)
    try:
        store(sent.services, stored_as, body_of(sent.typed), by=sent.reader.by, if_match=if_match, if_none_match=if_none_match)
    except WrongFormError as error:
        return sent.page("thresholds/threshold.html", 422, refused=error)
    except ProblemError as error:
        if error.status == 412 and error.extra.get("current"):
            fields = side_by_side(sent.services, sent.reader, error.extra["current"], error.extra["yours"])
            return sent.page("thresholds/conflict.html", 412, conflict=fields)
        if error.status == 422:
            return sent.page("thresholds/threshold.html", 422, refused=error)
        raise
    return see(_LIST, sent.reader, f"grense-{stored_as}", ferdig="lagret")


def _typed(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the form's fields; a box that is not ticked sends nothing."""
    return {"enabled": "", **{name: value[:200] for name, value in fields.items() if name in _FIELDS}}


def _tag(version: str) -> str:
    return etag_of(int(version)) if version.isdecimal() else '"-"'
