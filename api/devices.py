"""Which devices there are, of which model, and where they stand."""

import re
from difflib import get_close_matches
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from api import registering
from api.auth import reader, writer
from api.device_body import DeviceAnswer, DeviceBody, answer, device_of
from api.fields import Id, TimeIn, check_id
from api.paging import Cursor, Limit, Page
from api.problems import ProblemError, wrong_field
from api.services import Here, Services
from domain.device import Bin, Device, Kind, Site
from domain.reading import Reason
from storage.state import jobs, proposals, quarantine, registry

router = APIRouter(prefix="/devices", tags=["core", "devices"])
_MAY_WRITE = [Depends(writer("devices"))]
_NEARLY = 0.8
_VENDOR_MODEL = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII).fullmatch
# What a registration mends: these readings are tried again (contract: "approving a device replays its readings").
_MENDED = (Reason.UNKNOWN_DEVICE, Reason.UNKNOWN_MODEL)


@router.get("", dependencies=[Depends(reader)])
def list_devices(
    here: Here,
    limit: Limit = 100,
    cursor: Cursor = None,
    kind: Kind | None = None,
    site: Id | None = None,
    bin: Id | None = None,  # noqa: A002 - the contract's word
    simulated: bool | None = None,
) -> Page[DeviceAnswer]:
    """List devices by id, all or those of a kind, at a site, in a bin, simulated or not."""

    def wanted(device: Device) -> bool:
        place = (("air", site), ("bin", bin))
        stands = all(at is None or (device.kind, device.place) == (of, at) for of, at in place)
        return stands and kind in (None, device.kind) and simulated in (None, device.simulated)

    items, following = registering.listed(here, Device, limit, cursor, wanted)
    return Page(items=[answer(device) for device in items], next_cursor=following)


@router.get("/{device_id}", dependencies=[Depends(reader)])
def get_device(
    device_id: Id, here: Here, at: Annotated[TimeIn | None, Query(description="as it was then; default now")] = None
) -> DeviceAnswer:
    """Read a device as it is, or as it was at a time."""
    with here.state.read() as connection:
        return answer(registering.known(connection, Device, device_id, here.clock() if at is None else at))


@router.put("/{device_id}", dependencies=_MAY_WRITE, responses={201: {"description": "The device is new.", "model": DeviceAnswer}})
def put_device(device_id: Id, body: DeviceBody, here: Here, response: Response) -> DeviceAnswer:
    """Register a device, or open a new version of it; what it sent before anybody knew it is tried again."""
    check_id(body.id, device_id)
    now = here.clock()
    device = device_of(device_id, body, now)
    _check_model(here, device)
    with here.state.begin() as connection:
        _check_place(connection, device)
        _check_dev_eui(here, device)
        device, new = registering.open_version(connection, device, now=now, dated=body.valid_from is not None)
        proposals.remove(connection, device_id)
        jobs.ask(connection, jobs.REPLAY, quarantine.ids_of_device(connection, device_id, _MENDED), now)
    response.status_code = 201 if new else 200
    return answer(device)


@router.delete("/{device_id}", dependencies=_MAY_WRITE, status_code=204)
def delete_device(device_id: Id, here: Here) -> None:
    """End a device from now on; its readings stay."""
    registering.end(here, Device, device_id)


def _check_model(here: Services, device: Device) -> None:
    """Let in what the catalogue knows, and others' `vendor/model`; a name that is nearly a known one is a misspelling."""
    models = here.catalogue.models
    model = models.get(device.model)
    if model is None:
        close = get_close_matches(device.model.lower(), models, n=5, cutoff=_NEARLY)
        if close or not _VENDOR_MODEL(device.model):
            likely = close or ["generic", "reference", "or another `vendor/model`"]
            raise wrong_field("model", f"{device.model!r} is not in the catalogue; close to it: {', '.join(likely)}")
    elif model.kind not in (None, device.kind):
        raise wrong_field("model", f"{device.model!r} is made for kind `{model.kind}`, not `{device.kind}`")


def _check_place(connection: Connection, device: Device) -> None:
    if device.place is None:
        return
    field = "site" if device.kind == "air" else "bin"
    stands: Site | Bin | None
    if device.kind == "air":
        stands = registry.get(connection, Site, device.place, device.valid_from)
    else:
        stands = registry.get(connection, Bin, device.place, device.valid_from)
    if stands is None:
        raise wrong_field(field, f"there is no {field} {device.place!r}; put it first at /api/v1/{field}s/{device.place}")


def _check_dev_eui(here: Services, device: Device) -> None:
    owner = here.registry().by_dev_eui.get(device.dev_eui or "")
    if owner not in (None, device.id):
        raise ProblemError(409, f"dev_eui {device.dev_eui} belongs to the device {owner!r}; end that one or correct this one.")
