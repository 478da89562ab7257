"""The addresses of the sensors' page and of the work list."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, crew_form, insist, note_of, see
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.sensors import live, silent
from api.pages.sensors.sensor_list import GROUPS, Asked
from api.pages.sensors.sensors import newest_readings, sensors
from api.pages.sensors.work_list import work_list
from api.pickups.photos.routes import PhotoId, jpeg_response
from api.waste.emptyings import finish_work_item
from api.web.services import ServicesDep
from storage.state.waste import report_photos

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/sensorer")
def sensors_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show how the sensors are doing; `?live=off` leaves the readings as they are, `?godkjent=ID` names one approved just now."""
    insist(reader.sees_all, 401)
    return render(
        request, services, reader, "sensors/sensors.html",
        view=sensors(services, reader, Asked.of(request.query_params)), groups=GROUPS,
        updates=request.query_params.get("live") != "off", shown_readings=live.SHOWN,
        shown_silent=silent.SHOWN,
        approved=request.query_params.get("godkjent"), retired=request.query_params.get("ute"),
    )  # fmt: skip


@router.get("/sensorer/arbeid")
def work_list_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what somebody has to go and see to."""
    insist(reader.sees_all, 401)
    return render(request, services, reader, "sensors/work_list.html", view=work_list(services, reader), shown_silent=silent.SHOWN)


@router.post("/sensorer/arbeid/{number}")
async def finish(number: int, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Mark a work item as done, and go back to where it stood: the item that came after it, or the top."""
    fields = await crew_form(request, services, reader)
    by, beside = reader.name or reader.collects_as or "", fields.get("beside", "")
    await run_in_threadpool(finish_work_item, services, number, by=by, note=note_of(fields))
    return see("/sensorer/arbeid", reader, f"work-{beside}" if beside.isdecimal() else "work")


@router.get("/meldinger/bilder/{photo_id}")
def photo(photo_id: PhotoId, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with a citizen's photo."""
    insist(reader.sees_all, 401)
    with services.state.read() as connection:
        jpeg = report_photos.content(connection, photo_id)
    return jpeg_response(jpeg, photo_id)


@router.get("/sensorer/siste")
def live_fragment(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with the newest readings alone."""
    insist(reader.sees_all, 401)
    return render(
        request,
        services,
        reader,
        "sensors/live.html",
        counted=False,
        live=newest_readings(services, reader),
        updates=True,
        shown_readings=live.SHOWN,
    )
