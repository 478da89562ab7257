"""The addresses of a sensor that was just registered: its first reading, its bin's distances, and a photo of how it is put up."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.pages.frame.answers import PAGE, insist, insist_staff_form, see, staff_form
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.new_devices.device_form import Fields
from api.pages.new_devices.distance_form import bin_of_distances, distances
from api.pages.new_devices.first_reading import first_reading
from api.pickups.photos.image import UnusablePhotoError, plain_jpeg
from api.pickups.photos.photo_form import read_photo_form
from api.stream.routes import feed_of
from api.stream.wanted import Wanted
from api.waste.bins import BinBody, register_bin
from api.web import session
from api.web.fields import Id
from api.web.problems import not_found
from api.web.services import Services, ServicesDep
from storage.state import sensor_photos

router = APIRouter(prefix="/sensorer/oppsett/{device_id}", include_in_schema=False, tags=[PAGE])
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would hold events back


@router.get("")
def first_reading_page(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what the sensor has sent since it was put up, as it comes."""
    insist(reader.sees_all, 401)
    return render(request, services, reader, "new_devices/first_reading.html", view=first_reading(services, device_id))


@router.get("/strom")
async def events(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> StreamingResponse:
    """Follow what comes of the sensor, from now on."""
    insist(reader.sees_all, 401)
    wanted = Wanted(events=frozenset(("latest", "quarantine")), devices=frozenset((device_id,)), sites=frozenset())
    caller = None if services.settings.http.open_pages else await run_in_threadpool(session.caller_of, request, services)
    stream = await feed_of(request.app, services).stream(caller, None, wanted)
    return StreamingResponse(stream, headers=_HEADERS, media_type="text/event-stream")


@router.get("/avstand")
def distance_page(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the form for the bin's distances; `?bruk=empty_mm` or `full_mm` fills in the newest reading."""
    insist(reader.sees_all, 401)
    view = first_reading(services, device_id)
    if view.bin is None:
        return see(f"/sensorer/oppsett/{device_id}/bilde", reader)
    return render(
        request, services, reader, "new_devices/distances.html", view=view, fields=distances(view, request.query_params), wrong=()
    )


@router.post("/avstand")
async def save_distances(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Keep the bin's distances from now on, and go on to the photo."""
    fields = await staff_form(request, services, reader, "devices")
    return await run_in_threadpool(_save_distances, device_id, request, services, reader, fields)


def _save_distances(device_id: str, request: Request, services: Services, reader: Reader, fields: Fields) -> Response:
    view = first_reading(services, device_id)
    if view.bin is None:
        raise not_found("bin", view.device.place or "")
    body = bin_of_distances(view.bin, fields)
    if not isinstance(body, BinBody):
        return render(request, services, reader, "new_devices/distances.html", status=422, view=view, fields=fields, wrong=body)
    register_bin(services, view.bin.id, body)
    return see(f"/sensorer/oppsett/{device_id}/bilde", reader)


@router.get("/bilde")
def photo_page(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the form for a photo of how the sensor is put up."""
    insist(reader.sees_all, 401)
    return render(request, services, reader, "new_devices/photo.html", view=first_reading(services, device_id), problem="")


@router.post("/bilde")
async def save_photo(device_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Keep the photo without what a phone writes beside it, and show the sensor."""
    insist_staff_form(request, services, reader, "devices")
    form = await read_photo_form(request)
    return await run_in_threadpool(_save_photo, device_id, request, services, reader, form.photo)


def _save_photo(device_id: str, request: Request, services: Services, reader: Reader, photo: bytes | None) -> Response:
    view = first_reading(services, device_id)
    try:
        jpeg = plain_jpeg(photo) if photo else None
    except UnusablePhotoError as error:
        return render(request, services, reader, "new_devices/photo.html", status=422, view=view, problem=str(error))
    if jpeg is not None:
        with services.state.begin() as connection:
            sensor_photos.put(connection, device_id, jpeg, now=services.clock())
    return see(f"/sensorer/{device_id}", reader, oppsatt="1")
