"""Registers one device, or many things at once, and has what the devices sent before tried again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from api.registry import versions
from api.registry.device_checks import DevEuiOwners, check_device
from config.catalogue import Catalogue
from domain.device import Device, History, Registry, Site
from domain.reading import Reason
from storage.state import jobs, registry
from storage.state.ingest import proposals, quarantine
from storage.state.registry import Thing

# These readings are tried again (contract: "approving a device replays its readings"), and with another model what the last could not read.
_MENDED = (Reason.UNKNOWN_DEVICE, Reason.UNKNOWN_MODEL)
_MENDED_BY_A_MODEL = (*_MENDED, Reason.DECODE_FAILED)


def register(
    connection: Connection, device: Device, current: Registry, catalogue: Catalogue, *, now: int, dated: bool
) -> tuple[Device, bool]:
    """Open the device's version and have its quarantined readings tried again; return it and whether it is new.

    `dated`: it names its own `valid_from`. Raises ProblemError, saying which field cannot be right.
    """
    check_device(device, current, DevEuiOwners(current), catalogue)
    before = registry.get(connection, Device, device.id, now)
    device, new = versions.open_version(connection, device, now=now, dated=dated)
    _try_again(connection, [(device, before)], now)
    return device, new


class Registrations:
    """Devices, sites or bins that are registered together: each is checked against the registry at `now` (ms UTC) and those before it."""

    def __init__(self, current: Registry, catalogue: Catalogue, now: int) -> None:
        self._current = current
        self._catalogue = catalogue
        self._now = now
        self._owners = DevEuiOwners(current)
        self._latest: dict[tuple[type, str], Thing] = {}
        self._versions: list[tuple[Thing, Thing | None]] = []

    def add(self, thing: Thing, *, dated: bool) -> Thing | None:
        """Note a thing as it is to be and return it as it was, None for a new one; `dated` as for `register`. Raises ProblemError."""
        if isinstance(thing, Device):
            check_device(thing, self._current, self._owners, self._catalogue)
            self._owners.note(thing)
        versions_ = self._known(thing)
        before = self._latest.get((type(thing), thing.id)) or _at(versions_, self._now)
        is_there = thing in versions_ if dated else before is not None and replace(before, valid_from=thing.valid_from) == thing
        if not is_there:
            self._versions.append((thing, before))
        self._latest[type(thing), thing.id] = thing
        return before

    def write(self, connection: Connection) -> None:
        """Open the versions that are not there yet, and have the devices' quarantined readings tried again."""
        registry.put_all(connection, [thing for thing, _ in self._versions])
        devices = [(thing, before) for thing, before in self._versions if isinstance(thing, Device)]
        _try_again(connection, [(device, before if isinstance(before, Device) else None) for device, before in devices], self._now)

    def _known(self, thing: Thing) -> Sequence[Thing]:
        current, is_device = self._current, isinstance(thing, Device)
        histories: Mapping[str, History[Any]] = current.devices if is_device else current.sites if isinstance(thing, Site) else current.bins
        history = histories.get(thing.id)
        return history.versions if history else ()


def _at(versions_: Sequence[Thing], time: int) -> Thing | None:
    thing = History(versions_).at(time) if versions_ else None
    return None if thing is None or thing.removed else thing


def _try_again(connection: Connection, registrations: Iterable[tuple[Device, Device | None]], now: int) -> None:
    mended: dict[tuple[Reason, ...], list[Device]] = {}
    for device, before in registrations:
        same_model = before is not None and before.model == device.model
        mended.setdefault(_MENDED if same_model else _MENDED_BY_A_MODEL, []).append(device)
    for reasons, devices in mended.items():
        # A network may have sent under another name: what it sent stands under that one, or under the DevEUI.
        proposed = proposals.remove(connection, devices)
        senders = sorted({*proposed, *(name for device in devices for name in (device.id, device.dev_eui) if name)})
        jobs.ask(connection, jobs.REPLAY, quarantine.ids_of_devices(connection, senders, reasons), now)
