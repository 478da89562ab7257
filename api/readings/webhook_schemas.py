"""The JSON Schemas of the bodies that HTTP ingest passes on unchanged."""

from typing import Any

from api.readings.message_schema import AIR_EXAMPLE
from domain.device import ID_PATTERN

READINGS_SCHEMA = "OwnReadings"  # made from the catalogue when the document is

_ID = {"type": "string", "pattern": f"^{ID_PATTERN}$"}


def _takes(schema: dict[str, Any], example: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, "examples": {"one": {"value": example}}}}
    return {"requestBody": {"required": True, "content": content}}


def _holds(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(members), "properties": members}


READINGS = _takes({"$ref": f"#/components/schemas/{READINGS_SCHEMA}"}, {"device_id": "torget-1", **AIR_EXAMPLE})
TTS = _takes(
    _holds(end_device_ids=_holds(device_id=_ID, application_ids=_holds(application_id=_ID)), uplink_message={"type": "object"}),
    {
        "end_device_ids": {"device_id": "bin-7", "application_ids": {"application_id": "waste"}, "dev_eui": "24E124713D012345"},
        "received_at": "2026-01-31T12:00:01.2Z",
        "uplink_message": {"f_port": 85, "f_cnt": 42, "frm_payload": "AXVkA2f5AASCHAIFAAA="},
    },
)
CHIRPSTACK = _takes(
    _holds(deviceInfo=_holds(applicationId=_ID, devEui=_ID)),
    {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
        "time": "2026-01-31T12:00:01.2Z",
        "deviceInfo": {"applicationId": "17c82e96-be03-4f38-aef3-f83d48582d97", "devEui": "24e124713d012345"},
        "fCnt": 42,
        "fPort": 85,
        "data": "AXVkA2f5AASCHAIFAAA=",
    },
)
AIRROHR = _takes(
    _holds(esp8266id={"anyOf": [_ID, {"type": "integer", "minimum": 0}]}, sensordatavalues={"type": "array", "items": {"type": "object"}}),
    {
        "esp8266id": "12345678",
        "software_version": "NRZ-2020-133",
        "sensordatavalues": [{"value_type": "SDS_P1", "value": "12.3"}, {"value_type": "SDS_P2", "value": "8.1"}],
    },
)
