"""The addresses on which staff check a site: its measurements, declared periods and notes on days."""

from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from api.air.day_tags import DayTagBody, delete_day_tag, keep
from api.air.invalidations import declare, withdraw
from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.site_control.control import PERIODS, control, read_form
from api.web.fields import Id
from api.web.problems import wrong_field
from api.web.services import ServicesDep
from domain.device import is_id

router = APIRouter(include_in_schema=False, tags=[PAGE])
_SCOPE = "devices"  # whoever looks after the devices knows when one measured wrongly


@router.get("/sted/{site_id}/kontroll")
def control_page(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show a site's measurements; `?prov=1` with the form's fields tells what declaring them invalid would change."""
    insist(reader.sees_all, 401)
    query = dict(request.query_params)
    form = read_form(query) if "prov" in query else None
    view = control(services, reader, site_id, query, form)
    return render(request, services, reader, "site_control/control.html", view=view, periods=PERIODS, done=query.get("ferdig", ""))


@router.post("/sted/{site_id}/ugyldig")
async def declare_invalid(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Declare a period of a device invalid, or say what the form lacks."""
    fields = {name: values[-1] for name, values in (await staff_form(request, services, reader, _SCOPE)).items()}
    form = read_form(fields)
    if form.body is None:
        view = await run_in_threadpool(control, services, reader, site_id, fields, form)
        return await run_in_threadpool(
            render, request, services, reader, "site_control/control.html", view=view, periods=PERIODS, done="", status=422
        )
    await run_in_threadpool(declare, services, form.body, by=reader.by)
    return see(f"/sted/{site_id}/kontroll", reader, "ugyldig", maler=form.body.device_id, ferdig="ugyldig")


@router.post("/sted/{site_id}/ugyldig/{invalidation_id}/angre")
async def take_back(site_id: Id, invalidation_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Take a declared period back."""
    await staff_form(request, services, reader, _SCOPE)
    row = await run_in_threadpool(withdraw, services, invalidation_id, by=reader.by)
    return see(f"/sted/{site_id}/kontroll", reader, "ugyldig", maler=row.device_id, ferdig="angret")


@router.post("/sted/{site_id}/merke")
async def set_tag(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Keep a note on a day."""
    fields = {name: values[-1].strip() for name, values in (await staff_form(request, services, reader, _SCOPE)).items()}
    tag = fields.get("annet") or fields.get("merke", "")
    try:
        day = date.fromisoformat(fields.get("dag", ""))
        note = DayTagBody(note=fields.get("notat", "")).note
    except (ValueError, ValidationError) as error:
        raise wrong_field("day", "must be a day such as 2026-01-31, and the note one line of at most 500 characters") from error
    if not is_id(tag):
        raise wrong_field("tag", "must be one word of letters, digits, - and _")
    await run_in_threadpool(keep, services, site_id, day, tag, note, by=reader.by)
    return see(f"/sted/{site_id}", reader, "dager")


@router.post("/sted/{site_id}/merke/{day}/{tag}/fjern")
async def remove_tag(site_id: Id, day: date, tag: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Take a note away."""
    await staff_form(request, services, reader, _SCOPE)
    await run_in_threadpool(delete_day_tag, site_id, day, tag, services)
    return see(f"/sted/{site_id}", reader, "dager")
