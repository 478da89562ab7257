"""Answers the newest values of a device."""

from fastapi import APIRouter, Depends

from api.registry import versions
from api.web.auth import reader
from api.web.fields import Answer, Id, TimeOut
from api.web.services import ServicesDep
from api.web.units_and_flags import flag_at, unit_of
from domain.device import Device
from storage.state.air import quality
from storage.state.ingest import latest

router = APIRouter(prefix="/devices", tags=["core", "latest"])


class LatestValue(Answer):
    """A parameter's newest value.

    `flag`: 1 good, 2 not judged, 3 suspect, 4 failed, 9 a sentinel (`/quality` says why). `age_s`: seconds since `time`.
    """

    parameter: str
    value: float
    unit: str
    time: TimeOut
    flag: int
    age_s: float


class LatestAnswer(Answer):
    """A device's newest values by parameter; none when it has not measured yet."""

    device_id: str
    items: list[LatestValue]


@router.get("/{device_id}/latest", dependencies=[Depends(reader)])
def get_latest(device_id: Id, services: ServicesDep) -> LatestAnswer:
    """Read a device's newest value of each parameter."""
    now = services.clock()
    with services.state.read() as connection:
        versions.existing(connection, Device, device_id, now)
        rows = latest.of_device(connection, device_id)
        marks = quality.of_times(connection, device_id, [row.time for row in rows])
        registry = services.registry(connection)
    items = [
        LatestValue(
            parameter=row.parameter,
            value=row.value,
            unit=unit_of(services, row.parameter),
            time=row.time,
            flag=flag_at(services, registry, device_id, row.time, row.parameter, row.value, marks.get((row.time, row.parameter))),
            # A device's clock may run up to five minutes ahead of ours.
            age_s=max(now - row.time, 0) / 1000,
        )
        for row in rows
    ]
    return LatestAnswer(device_id=device_id, items=items)
