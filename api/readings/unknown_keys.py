"""Answers the keys in a device's messages that are no parameter."""

from fastapi import APIRouter, Depends

from api.registry import versions
from api.web.auth import reader
from api.web.fields import Answer, Id, TimeOut
from api.web.services import ServicesDep
from domain.device import Device
from storage.state.ingest import unknown_keys

router = APIRouter(prefix="/devices", tags=["extended", "ingest"])


class UnknownKeyAnswer(Answer):
    """A key that is no parameter, nor a known spelling of one: what stood there was left out. `count`: of messages or readings."""

    key: str
    count: int
    first_seen: TimeOut
    last_seen: TimeOut


class UnknownKeysAnswer(Answer):
    """A device's keys that are no parameter, at most 50: of one that sends more, those that it sent first.

    One that is no longer sent is forgotten after `quarantine.keep_days`.
    """

    device_id: str
    items: list[UnknownKeyAnswer]


@router.get("/{device_id}/unknown-keys", dependencies=[Depends(reader)])
def get_unknown_keys(device_id: Id, services: ServicesDep) -> UnknownKeysAnswer:
    """Read which keys of a device's messages are left out because they are no parameter."""
    with services.state.read() as connection:
        versions.existing(connection, Device, device_id, services.clock())
        rows = unknown_keys.of_devices(connection, [device_id])
    items = [UnknownKeyAnswer(key=row.key, count=row.count, first_seen=row.first_seen, last_seen=row.last_seen) for row in rows]
    return UnknownKeysAnswer(device_id=device_id, items=items)
