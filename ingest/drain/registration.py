"""Registers unknown devices by themselves, where the settings accept that."""

from collections.abc import Sequence

from domain.device import Device
from ingest.decode.arrival import UnknownDevice
from storage.state import registry
from storage.state.engine import State

_INTERVAL_S = 600


def register_unknown(state: State, unknown_devices: Sequence[UnknownDevice], now: int) -> None:
    """Register devices at `now` (ms UTC), valid from the beginning of time: their place and model are for people to add.

    Raises StateAwayError.
    """
    with state.begin() as connection:
        for device in {device.device_id: device for device in unknown_devices}.values():
            if registry.history(connection, Device, device.device_id) is None:
                registry.put(connection, _registered(device, now))


def _registered(unknown_device: UnknownDevice, now: int) -> Device:
    return Device(
        id=unknown_device.device_id,
        kind=unknown_device.kind,
        model=unknown_device.model or "generic",
        interval_s=_INTERVAL_S,
        valid_from=now,
        dev_eui=unknown_device.dev_eui,
    )
