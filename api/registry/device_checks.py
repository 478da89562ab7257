"""Checks before a device is registered, and the replay of its quarantined readings."""

import re
from difflib import get_close_matches

from sqlalchemy import Connection

from api.registry import versions
from api.web.problems import ProblemError, wrong_field
from config.catalogue import Catalogue
from domain.device import Bin, Device, Registry, Site
from domain.reading import Reason
from storage.state import jobs, registry
from storage.state.ingest import proposals, quarantine

_NEARLY = 0.8
_VENDOR_MODEL = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII).fullmatch
# These readings are tried again (contract: "approving a device replays its readings"), and with another model what the last could not read.
_MENDED = (Reason.UNKNOWN_DEVICE, Reason.UNKNOWN_MODEL)
_MENDED_BY_A_MODEL = (*_MENDED, Reason.DECODE_FAILED)


def register(
    connection: Connection, device: Device, current: Registry, catalogue: Catalogue, *, now: int, dated: bool
) -> tuple[Device, bool]:
    """Open the device's version and have its quarantined readings tried again; return it and whether it is new.

    `dated`: it names its own `valid_from`. Raises ProblemError, saying which field cannot be right.
    """
    _check_model(catalogue, device)
    _check_place(connection, device)
    _check_dev_eui(current, device)
    before = registry.get(connection, Device, device.id, now)
    mended = _MENDED if before is not None and before.model == device.model else _MENDED_BY_A_MODEL
    device, new = versions.open_version(connection, device, now=now, dated=dated)
    # A network may have sent under another name: what it sent stands under that one, or under the DevEUI.
    proposed = proposals.remove(connection, device.id, device.dev_eui)
    senders = sorted({device.id, *proposed, *([device.dev_eui] if device.dev_eui else [])})
    jobs.ask(connection, jobs.REPLAY, quarantine.ids_of_devices(connection, senders, mended), now)
    return device, new


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


def _check_dev_eui(current: Registry, device: Device) -> None:
    owner = current.by_dev_eui.get(device.dev_eui or "")
    if owner not in (None, device.id):
        raise ProblemError(409, f"dev_eui {device.dev_eui} belongs to the device {owner!r}; end that one or correct this one.")
