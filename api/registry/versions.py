"""Versions of a device, site or bin: opened, read, listed and ended."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from api.web.paging import position_of
from api.web.problems import ProblemError, not_found
from api.web.services import Services
from domain.device import Bin, Device, Registry, Site
from storage.state import registry
from storage.state.registry import KINDS, ThingT

_SCAN = 500  # things read at a time while a filter looks for enough of them


def existing(connection: Connection, kind: type[ThingT], thing_id: str, at: int) -> ThingT:
    """Return the thing as it was at `at` (ms UTC). Raises a 404."""
    thing = registry.get(connection, kind, thing_id, at)
    if thing is None:
        raise not_found(KINDS[kind], thing_id)
    return thing


def open_version(connection: Connection, thing: ThingT, *, now: int, dated: bool) -> tuple[ThingT, bool]:
    """Open the version and return it and whether the thing is new.

    Without a date of its own (`dated`), the same once more opens nothing: putting twice is as putting once.
    """
    before = registry.get(connection, type(thing), thing.id, now)
    if before is not None and not dated and replace(before, valid_from=thing.valid_from) == thing:
        return before, False
    registry.put(connection, thing)
    return thing, before is None


def end(services: Services, kind: type[ThingT], thing_id: str) -> None:
    """End the thing from now on. Raises a 404, and a 409 for a site or bin where devices stand."""
    now = services.clock()
    with services.state.begin() as connection:
        thing = existing(connection, kind, thing_id, now)
        _check_empty(services.registry(connection), thing, now)
        registry.remove(connection, thing, now)


def _check_empty(current: Registry, thing: Device | Site | Bin, now: int) -> None:
    if isinstance(thing, Device):
        return
    kind = "air" if isinstance(thing, Site) else "bin"
    devices = filter(None, (current.device(device_id, now) for device_id in current.devices))
    names = sorted(device.id for device in devices if (device.kind, device.place) == (kind, thing.id))
    if names:
        shown = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
        raise ProblemError(409, f"Devices stand at {thing.id!r}: {shown}. Move or delete them first.", devices=names)


def listed(
    services: Services, kind: type[ThingT], limit: int, cursor: str | None, wanted: Callable[[ThingT], bool] = lambda _thing: True
) -> list[ThingT]:
    """Return the wanted things as they are now by id, behind `cursor`: one beyond `limit` where there are more."""
    (after,) = position_of(cursor, str) or ("",)
    things: list[ThingT] = []
    with services.state.read() as connection:
        while len(things) <= limit:
            batch = registry.page(connection, kind, at=services.clock(), after=after, limit=_SCAN)
            things += filter(wanted, batch)
            if len(batch) < _SCAN:
                break
            after = batch[-1].id
    return things[: limit + 1]
