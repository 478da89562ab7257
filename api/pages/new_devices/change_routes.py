"""The address on which a registered sensor is renamed, moved, or given another model or interval."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.map.background import background
from api.pages.new_devices.choices import models_of, places_of
from api.pages.new_devices.device_form import DeviceChoice, Fields, device_of_form
from api.pages.new_devices.place_routes import POINTS
from api.pages.new_devices.sending_interval import USUAL_S
from api.registry import versions
from api.registry.device_body import DeviceBody
from api.registry.devices import register_device
from api.registry.names import names_now
from api.web.fields import Id
from api.web.services import Services, ServicesDep
from domain.device import Device

router = APIRouter(prefix="/sensorer/{device_id}/endre", include_in_schema=False, tags=[PAGE])


@router.get("")
def change_page(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the form with the sensor as it is."""
    insist(reader.sees_all, 401)
    return _page(request, services, reader, device_id, {})


@router.post("")
async def change(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Open a version of the sensor as the form says, from now on."""
    fields = await staff_form(request, services, reader, "devices")
    return await run_in_threadpool(_change, device_id, request, services, reader, fields)


def _change(device_id: str, request: Request, services: Services, reader: Reader, fields: Fields) -> Response:
    device, choice, _ = _choice(services, reader, device_id)
    body = device_of_form(fields, choice)
    if not isinstance(body, DeviceBody):
        return _page(request, services, reader, device_id, fields, wrong=body, status=422)
    register_device(services, device.id, body)
    return see(f"/sensorer/{device_id}", reader, endret="1")


def _page(
    request: Request, services: Services, reader: Reader, device_id: str, fields: Fields, *, wrong: object = (), status: int = 200
) -> Response:
    device, choice, place = _choice(services, reader, device_id)
    return render(
        request, services, reader, "new_devices/change.html",
        status=status, device=device, choice=choice, place=place, fields=fields, wrong=wrong,
        models=sorted({device.model, *models_of(services, device.kind)}), intervals=sorted({device.interval_s, *USUAL_S}),
        background=background(services.settings.pages), points=POINTS[device.kind],
    )  # fmt: skip


def _choice(services: Services, reader: Reader, device_id: str) -> tuple[Device, DeviceChoice, str]:
    """Return the sensor, what of it stays, and what people call the place where it stands. Raises a 404."""
    with services.state.read() as connection:
        device = versions.existing(connection, Device, device_id, services.clock())
        names = names_now(services, connection, reader.language)
    places = places_of(services, names, device.kind)
    choice = DeviceChoice(kind=device.kind, model=device.model, places=places, dev_eui=device.dev_eui, simulated=device.simulated)
    return device, choice, next((name for name, place in places.items() if place == device.place), "")
