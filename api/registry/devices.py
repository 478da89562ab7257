"""Devices over HTTP: their models and where they stand."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.registry import versions
from api.registry.device_body import DeviceAnswer, DeviceBody, answer, device_of
from api.registry.registration import register
from api.web.auth import reader, writer
from api.web.fields import Id, TimeIn, check_id
from api.web.paging import Cursor, Limit, Page, page_of
from api.web.services import Services, ServicesDep
from domain.device import Device, Kind
from storage.state import sensor_photos
from storage.state.ingest import proposals
from storage.state.ingest.proposals import Proposal

router = APIRouter(prefix="/devices", tags=["core", "devices"])
_MAY_WRITE = [Depends(writer("devices"))]


@router.get("", dependencies=[Depends(reader)])
def list_devices(
    services: ServicesDep,
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

    return page_of(versions.listed(services, Device, limit, cursor, wanted), limit, answer, lambda device: (device.id,))


@router.get("/{device_id}", dependencies=[Depends(reader)])
def get_device(
    device_id: Id, services: ServicesDep, at: Annotated[TimeIn | None, Query(description="as it was then; default now")] = None
) -> DeviceAnswer:
    """Read a device as it is, or as it was at a time."""
    with services.state.read() as connection:
        return answer(versions.existing(connection, Device, device_id, services.clock() if at is None else at))


@router.put("/{device_id}", dependencies=_MAY_WRITE, responses={201: {"description": "The device is new.", "model": DeviceAnswer}})
def put_device(device_id: Id, body: DeviceBody, services: ServicesDep, response: Response) -> DeviceAnswer:
    """Register a device, or open a new version of it; what it sent before anybody knew it is tried again."""
    check_id(body.id, device_id)
    device, new = register_device(services, device_id, body)
    response.status_code = 201 if new else 200
    return answer(device)


def register_device(services: Services, device_id: str, body: DeviceBody) -> tuple[Device, bool]:
    """Register a device and have what it sent tried again; return it and whether it is new. Raises ProblemError."""
    now = services.clock()
    device = device_of(device_id, body, now)
    with services.state.begin() as connection:
        return register(connection, device, services.registry(connection), services.catalogue, now=now, dated=body.valid_from is not None)


@router.delete("/{device_id}", dependencies=_MAY_WRITE, status_code=204)
def delete_device(device_id: Id, services: ServicesDep) -> None:
    """End a device from now on; its readings stay."""
    versions.end(services, Device, device_id)


def retire_device(services: Services, device_id: str, *, by: str, propose_again: bool) -> None:
    """End a device from now on, in somebody's name. Raises a 404.

    Unless `propose_again`, it is rejected too: not listed as new when it goes on sending.
    """
    with services.state.read() as connection:
        device = versions.existing(connection, Device, device_id, services.clock())
    versions.end(services, Device, device_id)
    now, names = services.clock(), {device.id, *filter(None, [device.dev_eui])}
    with services.state.begin() as connection:  # a network may send under the DevEUI
        sensor_photos.remove(connection, device_id)
        if propose_again:
            return
        proposals.add(
            connection,
            [
                Proposal(id=name, kind=device.kind, topic="", first_seen=now, last_seen=now, messages=0, model=device.model)
                for name in names
            ],
        )
        for name in names:
            proposals.reject(connection, name, at=now, by=by)
