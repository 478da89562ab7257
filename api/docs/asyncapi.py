"""The AsyncAPI 3.0 document: which topics devices send on, and what."""

from collections.abc import Mapping
from typing import Any

from api.docs.openapi import VERSION
from api.readings.message_schema import AIR_EXAMPLE, BIN_EXAMPLE, of_kind, one_or_many, reading_schema
from api.readings.webhook_schemas import AIRROHR, CHIRPSTACK, TTS
from config.catalogue import Catalogue
from domain.device import ID_IN_WORDS

_DESCRIPTION = """What devices send to the broker, at QoS 0 or 1 (MQTT 3.1.1 or 5). A message at QoS 1 is acknowledged once it is on our
disk; from there every reading ends in the store or in quarantine. A payload has at most 64 KiB and 500 readings."""
_NAMES = {
    "device_id": ID_IN_WORDS,
    "app": "the network's application",
    "id": "the network's name for the device",
    "dev_eui": "the device's EUI-64, 16 hexadecimal digits",
}


def asyncapi(catalogue: Catalogue) -> dict[str, Any]:
    """Return the document."""
    own = {
        kind: reading_schema(of_kind(catalogue.parameters, kind), example) for kind, example in (("air", AIR_EXAMPLE), ("bin", BIN_EXAMPLE))
    }
    channels = {
        "air": _channel("bysans/v1/air/{device_id}", "An air device's readings", one_or_many(own["air"]), AIR_EXAMPLE),
        "bin": _channel("bysans/v1/bin/{device_id}", "A bin sensor's readings", one_or_many(own["bin"]), BIN_EXAMPLE),
        "tts": _channel("v3/{app}/devices/{id}/up", "An uplink of The Things Stack v3; `app` is APPLICATION@TENANT", *_body(TTS)),
        "chirpstack": _channel("application/{app}/device/{dev_eui}/event/up", "An uplink of ChirpStack v4", *_body(CHIRPSTACK)),
        "airrohr": _channel("bysans/v1/airrohr/{device_id}", "An airRohr's body, as HTTP ingest publishes it", *_body(AIRROHR)),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Bysans", "version": VERSION, "description": _DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {f"receive_{name}": {"action": "receive", "channel": {"$ref": f"#/channels/{name}"}} for name in channels},
    }


def _channel(address: str, summary: str, schema: Mapping[str, Any], example: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {name: {"description": text} for name, text in _NAMES.items() if f"{{{name}}}" in address}
    message = {"summary": summary, "payload": dict(schema), "examples": [{"payload": dict(example)}]}
    return {"address": address, "summary": summary, "parameters": parameters, "messages": {"reading": message}}


def _body(documented: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    content = documented["requestBody"]["content"]["application/json"]
    return content["schema"], content["examples"]["one"]["value"]
