"""The addresses of one sensor: its page, and where it is taken out of use."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.sensors.rejected import rejected_messages
from api.pages.sensors.sensor_page import sensor_page
from api.pickups.photos.routes import PhotoId, jpeg_response
from api.readings.quarantine import RowId, ask_replay
from api.registry.devices import retire_device
from api.registry.names import names_now
from api.web.fields import Id
from api.web.services import ServicesDep
from domain.access.scope import ADMIN
from domain.device import is_id
from domain.reading import Reason
from storage.state import sensor_photos
from storage.state.ingest import proposals

router = APIRouter(prefix="/sensorer", include_in_schema=False, tags=[PAGE])
_LISTED = 100


@router.get("/avvist")
def rejected_page(request: Request, services: ServicesDep, reader: ReaderDep, grunn: str = "") -> Response:
    """Show the messages that could not be used, all or those of a reason."""
    insist(reader.sees_all, 401)
    reason = next((reason for reason in Reason if reason == grunn), None)
    with services.state.read() as connection:
        rows = rejected_messages(connection, names_now(services, connection, reader.language), reason=reason, limit=_LISTED)
    return render(
        request, services, reader, "sensors/rejected.html",
        rejected=rows, reason=reason, reasons=list(Reason), is_full=len(rows) == _LISTED, retried=request.query_params.get("provd"),
    )  # fmt: skip


@router.post("/avvist/{row_id}/prov")
async def retry(row_id: RowId, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Have a message tried again, and go back to where it stood."""
    fields = await staff_form(request, services, reader, ADMIN)
    await run_in_threadpool(ask_replay, services, row_id)
    device_id = next(iter(fields.get("sensor", ())), "")
    return see(f"/sensorer/{device_id}" if is_id(device_id) else "/sensorer/avvist", reader, "rejected", provd="1")


@router.get("/{device_id}")
def page(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep, verdi: str = "") -> Response:
    """Show a sensor; one that waits for approval is shown where it is approved, and one under its DevEUI under its id."""
    insist(reader.sees_all, 401)
    with services.state.read() as connection:
        registry = services.registry(connection)
        registered = registry.by_dev_eui.get(device_id.lower(), device_id)
        is_proposed = registry.device(registered, services.clock()) is None and proposals.get(connection, device_id) is not None
    if is_proposed:
        return see(f"/sensorer/nye/{device_id}", reader)
    if registered != device_id:
        return see(f"/sensorer/{registered}", reader)
    return render(
        request, services, reader, "sensors/sensor.html",
        view=sensor_page(services, reader, device_id, verdi),
        retried=request.query_params.get("provd"), changed=request.query_params.get("endret"), set_up=request.query_params.get("oppsatt"),
    )  # fmt: skip


@router.get("/{device_id}/bilde/{photo_id}")
def photo(device_id: Id, photo_id: PhotoId, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with the photo of how a sensor is put up."""
    insist(reader.sees_all, 401)
    with services.state.read() as connection:
        jpeg = sensor_photos.content(connection, device_id, photo_id)
    return jpeg_response(jpeg, photo_id)


@router.post("/{device_id}/ut")
async def retire(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Take a sensor out of use; with `igjen` it is listed as new when it sends again, else it is blocked."""
    fields = await staff_form(request, services, reader, "devices")
    await run_in_threadpool(retire_device, services, device_id, by=reader.by, propose_again="igjen" in fields)
    return see("/sensorer", reader, ute=device_id)
