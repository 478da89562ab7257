"""Answers the newest values: of one device, or of many by kind, place, tag and parameter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from api.registry import versions
from api.web.auth import reader
from api.web.fields import Answer, Id, TimeOut
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.services import Services, ServicesDep
from api.web.units_and_flags import check_measured, flag_at, unit_of
from domain.alerts.scope import covers_device
from domain.alerts.threshold import Place, Scope
from domain.device import Device, Kind, Registry
from storage.state.air import quality
from storage.state.ingest import latest
from storage.state.ingest.latest import Latest

router = APIRouter(tags=["core", "latest"], dependencies=[Depends(reader)])
_AT_ONCE = 500  # devices read in one step


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


class DeviceLatestValue(LatestValue):
    """A parameter's newest value of one of many devices; `site` or `bin`: where the device stands now."""

    device_id: str
    kind: Kind
    site: str | None
    bin: str | None


class LatestAnswer(Answer):
    """A device's newest values by parameter; none when it has not measured yet."""

    device_id: str
    items: list[LatestValue]


@router.get("/latest")
def list_latest(
    services: ServicesDep,
    limit: Limit = 100,
    cursor: Cursor = None,
    kind: Kind | None = None,
    site: Id | None = None,
    bin: Id | None = None,  # noqa: A002 - the contract's word
    tag: Annotated[Id | None, Query(description="of the site or bin where the device stands")] = None,
    parameter: str | None = None,
) -> Page[DeviceLatestValue]:
    """List the newest values of all devices, or those of a kind, a place, a tag or a parameter; by device and parameter."""
    if parameter is not None:
        check_measured(services, parameter)
    places: tuple[tuple[Place, str | None], ...] = (("site", site), ("bin", bin), ("tag", tag))
    scopes = [Scope(place=place, id=id_) for place, id_ in places if id_ is not None]
    after, now = position_of(cursor, str, str) or ("", ""), services.clock()
    with services.state.read() as connection:
        registry = services.registry(connection)
        current = (device for name in sorted(registry.devices) if name >= after[0] and (device := registry.device(name, now)))
        matching = [
            device
            for device in current
            if kind in (None, device.kind) and all(covers_device(scope, registry, device, now) for scope in scopes)
        ]
        rows = _behind(connection, matching, None if parameter is None else [parameter], after, limit + 1)
        flags = _flags(services, connection, registry, rows)
    devices = {device.id: device for device in matching}

    def answer(row: Latest) -> DeviceLatestValue:
        device = devices[row.device_id]
        return DeviceLatestValue(
            device_id=device.id,
            kind=device.kind,
            site=device.place if device.kind == "air" else None,
            bin=device.place if device.kind == "bin" else None,
            **_fields(services, row, flags, now),
        )

    return page_of(rows, limit, answer, lambda row: (row.device_id, row.parameter))


@router.get("/devices/{device_id}/latest")
def get_latest(device_id: Id, services: ServicesDep) -> LatestAnswer:
    """Read a device's newest value of each parameter."""
    now = services.clock()
    with services.state.read() as connection:
        versions.existing(connection, Device, device_id, now)
        rows = latest.of_device(connection, device_id)
        flags = _flags(services, connection, services.registry(connection), rows)
    return LatestAnswer(device_id=device_id, items=[LatestValue(**_fields(services, row, flags, now)) for row in rows])


def _behind(
    connection: Connection, devices: Sequence[Device], parameters: Sequence[str] | None, after: tuple[str, str], count: int
) -> list[Latest]:
    """Return the first `count` values behind (device, parameter) `after`; `devices` in order of id."""
    rows: list[Latest] = []
    for ids in _parts([device.id for device in devices]):
        rows += [row for row in latest.of_devices(connection, ids, parameters) if (row.device_id, row.parameter) > after]
        if len(rows) >= count:
            break
    return rows[:count]


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _flags(services: Services, connection: Connection, registry: Registry, rows: Sequence[Latest]) -> dict[tuple[str, str], int]:
    """Return each value's flag, by device and parameter."""
    marks = quality.of_times(connection, [row.device_id for row in rows], [row.time for row in rows])
    return {
        (row.device_id, row.parameter): flag_at(
            services, registry, row.device_id, row.time, row.parameter, row.value, marks.get((row.device_id, row.time, row.parameter))
        )
        for row in rows
    }


def _fields(services: Services, row: Latest, flags: Mapping[tuple[str, str], int], now: int) -> dict[str, Any]:
    return {
        "parameter": row.parameter,
        "value": row.value,
        "unit": unit_of(services, row.parameter),
        "time": row.time,
        "flag": flags[row.device_id, row.parameter],
        # A device's clock may run up to five minutes ahead of ours.
        "age_s": max(now - row.time, 0) / 1000,
    }
