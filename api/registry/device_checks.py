"""Checks before a device is registered."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from api.web.problems import ProblemError, wrong_field
from config.catalogue import Catalogue
from domain.device import Bin, Device, History, Registry, Site

_NEARLY = 0.8
_VENDOR_MODEL = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII).fullmatch


class DevEuiOwners:
    """Which device each DevEUI belongs to, by each device's newest version, also while many are registered at once."""

    def __init__(self, registry: Registry) -> None:
        self._owners = dict(registry.by_dev_eui)
        newest = (history.versions[-1] for history in registry.devices.values())
        self._newest = {device.id: (device.valid_from, device.dev_eui) for device in newest}

    def check(self, device: Device) -> None:
        """Raise ProblemError, 409, for a DevEUI of another device's."""
        owner = self._owners.get(device.dev_eui or "")
        if owner not in (None, device.id):
            raise ProblemError(409, f"dev_eui {device.dev_eui} belongs to the device {owner!r}; end that one or correct this one.")

    def note(self, device: Device) -> None:
        """Note the device as it is to be registered."""
        valid_from, dev_eui = self._newest.get(device.id, (device.valid_from, None))
        if device.valid_from < valid_from:
            return
        if dev_eui is not None:
            self._owners.pop(dev_eui, None)
        if device.dev_eui is not None:
            self._owners[device.dev_eui] = device.id
        self._newest[device.id] = (device.valid_from, device.dev_eui)


def check_device(device: Device, current: Registry, owners: DevEuiOwners, catalogue: Catalogue) -> None:
    """Raise ProblemError, saying which field of the device cannot be right."""
    _check_model(catalogue, device)
    _check_place(current, device)
    owners.check(device)


def _check_model(catalogue: Catalogue, device: Device) -> None:
    """Let in what the catalogue knows, and others' `vendor/model`; a name that is nearly a known one is a misspelling."""
    models = catalogue.models
    model = models.get(device.model)
    if model is None:
        same = [name for name in models if name.rpartition("/")[2] == device.model.lower()]  # the vendor was left out
        close = same or get_close_matches(device.model.lower(), models, n=5, cutoff=_NEARLY)
        if close or not _VENDOR_MODEL(device.model):
            likely = close or ["generic", "reference", "or another `vendor/model`"]
            raise wrong_field("model", f"{device.model!r} is not in the catalogue; close to it: {', '.join(likely)}")
    elif model.kind not in (None, device.kind):
        raise wrong_field("model", f"{device.model!r} is made for kind `{model.kind}`, not `{device.kind}`")


def _check_place(current: Registry, device: Device) -> None:
    if device.place is None:
        return
    field = "site" if device.kind == "air" else "bin"
    places: Mapping[str, History[Site] | History[Bin]] = current.sites if device.kind == "air" else current.bins
    history = places.get(device.place)
    if history is None or history.at(device.valid_from).removed:
        raise wrong_field(field, f"there is no {field} {device.place!r}; put it first at /api/v1/{field}s/{device.place}")
