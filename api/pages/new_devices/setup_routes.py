"""The addresses on which a sensor is put up, step by step."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.headers import SCANNING
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.map.background import background
from api.pages.new_devices.device_form import DeviceChoice, Fields, device_of_form, text
from api.pages.new_devices.place_routes import POINTS
from api.pages.new_devices.setup import NEUTRAL, STEPS, Asked, setup
from api.registry.device_body import DeviceBody
from api.registry.devices import register_device
from api.web.services import Services, ServicesDep

router = APIRouter(prefix="/sensorer/oppsett", include_in_schema=False, tags=[PAGE])


@router.get("")
def setup_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the first step that is not answered yet."""
    insist(reader.sees_all, 401)
    return _page(request, services, reader, Asked.of(request.query_params), {})


@router.post("")
async def register(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Register the sensor, and go on to its first reading."""
    fields = await staff_form(request, services, reader, "devices")
    return await run_in_threadpool(_register, request, services, reader, fields)


def _register(request: Request, services: Services, reader: Reader, fields: Fields) -> Response:
    asked = Asked.of({name: text(fields, name) for name in ("sensor", "modell", "sted") if name in fields})
    view = setup(services, reader, asked)
    if view.step != "confirm" or view.kind is None or view.model is None:
        return _page(request, services, reader, asked, fields, status=422)
    choice = DeviceChoice(kind=view.kind, model=view.model, places=view.places, dev_eui=view.dev_eui)
    form = {name: fields[name] for name in ("name", "interval") if name in fields}
    body = device_of_form({**form, "place": [view.place or ""]}, choice)
    if not isinstance(body, DeviceBody):
        return _page(request, services, reader, asked, fields, wrong=body, status=422)
    register_device(services, view.device_id, body)
    return see(f"/sensorer/oppsett/{view.device_id}", reader)


def _page(
    request: Request, services: Services, reader: Reader, asked: Asked, fields: Fields, *, wrong: object = (), status: int = 200
) -> Response:
    view = setup(services, reader, asked)
    answer = render(
        request, services, reader, f"new_devices/setup_{view.step}.html",
        status=status, view=view, fields=fields, wrong=wrong, number=STEPS.index(view.step) + 1, neutral=NEUTRAL,
        background=background(services.settings.pages), points=POINTS[view.kind] if view.kind else "",
    )  # fmt: skip
    if view.step == "sensor":
        answer.headers.update(SCANNING)
    return answer
