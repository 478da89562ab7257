"""The addresses of the sensors' page."""

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.sensors import live, silent
from api.pages.sensors.sensors import newest_readings, sensors
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/sensorer")
def sensors_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show how the sensors are doing; `?live=off` leaves the readings as they are."""
    insist(reader.sees_all, 401)
    return render(
        request, services, reader, "sensors/sensors.html",
        view=sensors(services, reader),
        updates=request.query_params.get("live") != "off", shown_readings=live.SHOWN,
        shown_silent=silent.SHOWN,
    )  # fmt: skip


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
