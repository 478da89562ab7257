"""Names the values of a webhook's message that will be left out, because they are no parameter."""

from collections.abc import Mapping
from typing import Any

from config.catalogue import Catalogue
from domain.device import Registry
from domain.model import AIRROHR_MODEL, Model


def tts_fields(body: Mapping[str, Any], catalogue: Catalogue, registry: Registry, now: int) -> list[str]:
    """Return the fields of The Things Stack's decoding that nobody reads, by the model that the device has at `now` (ms UTC)."""
    ids, uplink = _part(body, "end_device_ids"), _part(body, "uplink_message")
    model = _model(ids.get("dev_eui"), ids.get("device_id"), catalogue, registry, now)
    return _fields(_part(uplink, "decoded_payload"), catalogue, model, has_bytes=bool(uplink.get("frm_payload")))


def chirpstack_fields(body: Mapping[str, Any], catalogue: Catalogue, registry: Registry, now: int) -> list[str]:
    """Return the fields of ChirpStack's decoding that nobody reads, by the model that the device has at `now` (ms UTC)."""
    dev_eui = str(_part(body, "deviceInfo").get("devEui")).lower()
    model = _model(dev_eui, dev_eui, catalogue, registry, now)
    return _fields(_part(body, "object"), catalogue, model, has_bytes=bool(body.get("data")))


def airrohr_values(body: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """Return the names of an airRohr's values that its model does not know."""
    model = catalogue.model(AIRROHR_MODEL)
    items = body.get("sensordatavalues")
    names = [item.get("value_type") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and not (model and model.knows(name))))


def _fields(decoded: Mapping[str, Any], catalogue: Catalogue, model: Model | None, *, has_bytes: bool) -> list[str]:
    if model is not None and not model.reads_fields(has_bytes=has_bytes):
        return []
    ignored = model.ignored if model is not None else ()
    return [name for name in decoded if name not in ignored and catalogue.decoded_field(model, name) is None]


def _model(dev_eui: Any, device_id: Any, catalogue: Catalogue, registry: Registry, now: int) -> Model | None:
    """Return the model of a device by its DevEUI or its id in the network, None for one that nobody registered."""
    eui = dev_eui.lower() if isinstance(dev_eui, str) else ""
    device = registry.device(registry.by_dev_eui.get(eui, str(device_id)), now)
    return catalogue.model(device.model) if device is not None else None


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}
