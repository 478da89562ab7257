"""The JSON Schema of our own messages, for OpenAPI and AsyncAPI."""

from collections.abc import Mapping
from typing import Any

from api.readings.http_readings import MOST_READINGS
from domain.air.windows import AIR_PARAMETERS
from domain.device import ID_PATTERN
from domain.parameter import Parameter

AIR_EXAMPLE: dict[str, Any] = {"time": "2026-01-31T12:00:00Z", "seq": 17, "pm25": 8.2, "no2": 21.5, "humidity": 71, "battery": 3.6}
BIN_EXAMPLE: dict[str, Any] = {"time": "2026-01-31T12:00:00Z", "distance": 540, "tilt": 2}

_TIME = {
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}, {"type": "null"}],
    "description": "RFC 3339 with offset, or Unix seconds; without it, our receive time",
}


def reading_schema(parameters: Mapping[str, Parameter], example: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of one reading: at least one of `parameters`, in its unit or the one that `units` names."""
    measured = {name: _parameter(parameter) for name, parameter in parameters.items()}
    around = {
        "time": _TIME,
        "seq": {"type": "integer", "description": "counts the device's messages"},
        "device_id": {"type": "string", "pattern": f"^{ID_PATTERN}$", "description": "equals the topic's"},
        "units": {"type": "object", "additionalProperties": {"type": "string"}, "description": 'such as {"no2": "ppb"}'},
    }
    return {
        "type": "object",
        "properties": {**around, **measured},
        "anyOf": [{"required": [name]} for name in measured],
        "examples": [dict(example)],
    }


def one_or_many(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of one reading or an array of up to 500."""
    return {"oneOf": [dict(schema), {"type": "array", "items": dict(schema), "minItems": 1, "maxItems": MOST_READINGS}]}


def of_kind(parameters: Mapping[str, Parameter], kind: str) -> dict[str, Parameter]:
    """Return the parameters that devices of a kind measure: what is the air's alone a bin does not, and the reverse."""
    others = {"bin": AIR_PARAMETERS - {"temperature", "humidity", "pressure"}, "air": {"distance", "fill", "tilt", "tilted"}}
    return {name: parameter for name, parameter in parameters.items() if name not in others[kind]}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    possible: dict[str, Any] = {"enum": sorted(parameter.only)} if parameter.only else {}
    return {"type": ["number", "null"], **possible, "description": parameter.unit or "0 or 1"}
