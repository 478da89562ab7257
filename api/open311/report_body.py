"""How the documents describe the form that reports a bin."""

from collections.abc import Mapping
from typing import Any

from api.open311.services import BIN_ID
from domain.waste.reports.request import KINDS

_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "service_code": {"type": "string", "enum": list(KINDS)},
    f"attribute[{BIN_ID}]": {"type": "string", "description": "the number on the bin's label"},
    "address_id": {"type": "string", "description": "the same"},
    "lat": {"type": "number", "description": "WGS84; the nearest bin within 100 m is meant"},
    "long": {"type": "number"},
    "address_string": {"type": "string", "description": "an address or name that one bin alone has"},
    "description": {"type": "string", "maxLength": 500},
    "api_key": {"type": "string", "description": "with one the rate is not limited; beside a photo send it in the query"},
    "jurisdiction_id": {"type": "string", "description": "taken and not used"},
}
_SCHEMA = {"type": "object", "required": ["service_code"], "properties": dict(_FIELDS)}
_WITH_PHOTO = {
    **_SCHEMA,
    "properties": {**_FIELDS, "media": {"type": "string", "format": "binary", "description": "a photo, JPEG or PNG"}},
}
_EXAMPLES = {"full": {"value": {"service_code": "full", f"attribute[{BIN_ID}]": "sim-bin-020"}}}
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": _SCHEMA, "examples": _EXAMPLES},
            "multipart/form-data": {"schema": _WITH_PHOTO},
        },
    }
}
