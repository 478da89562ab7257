"""The OpenAPI 3.1 document, generated from the routes' models."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.readings.message_schema import AIR_EXAMPLE, one_or_many, reading_schema
from api.readings.webhook_schemas import READINGS_SCHEMA
from api.web.problems import MEDIA_TYPE, Problem
from config.catalogue import Catalogue

VERSION = "1.0.0"
_DESCRIPTION = """Bysans keeps what a municipality's sensors measure: air quality and how full waste bins are.

The core is small and stable: devices, latest, readings, thresholds, alerts, triggers, pickups, sites and bins. The rest is
tagged *extended*.
Times are RFC 3339 in UTC; unit and flag stand beside every value; lists are `{items, next_cursor}`; errors are problem+json (RFC 9457).
Writes need a key with a scope, sent as `Authorization: Bearer …`; so do reads, but for what the setting `http.public` opens.
"""
_TAGS = {
    "core": "Small and stable: begin here.",
    "extended": "Everything else.",
    "devices": "Sensors, versioned in time: a reading belongs where its device then was.",
    "latest": "Each device's newest values.",
    "readings": "What was measured.",
    "thresholds": "When a value is to raise an alert.",
    "alerts": "What somebody must act on, and who does.",
    "triggers": "For which bins a truck is needed, and why.",
    "pickups": "Which rounds are driven, what happened on them, and what they did not reach.",
    "sites": "Where air is measured.",
    "bins": "Where waste is collected, and how full it is.",
    "decisions": "Send a truck or wait, and what either costs; also as it stood at a past time.",
    "emptyings": "When bins were emptied, who says that they are full, and where sensor and crew disagree.",
    "links": "With which drivers open their rounds, without a key.",
    "photos": "Of bins that crews could not empty.",
    "means": "Means at a site: hours, 8 hours, legal days, years.",
    "index": "How clean the air at a site is.",
    "compliance": "Whether a site's year keeps the legal limits, and what people know of its days.",
    "quality": "What has something against stored values, and why.",
    "invalidations": "Periods of a device that people declared invalid.",
    "proposals": "Devices that sent before anybody registered them.",
    "quarantine": "What could not be used, and why.",
    "ingest": "Readings over HTTP.",
    "open311": "Bins reported by other programs, by GeoReport v2.",
    "receivers": "Who is told of alerts, whether they can be reached, and whether alerts help them.",
    "fleet": "What collects: depots, trucks, tip sites, shifts and days.",
    "effects": "What a period came to, against today's practice and a tuned schedule.",
    "keys": "API keys, and what happened to them.",
    "sessions": "Who is signed in to the pages.",
    "audit": "Every change by anyone: who, when, what, before and after.",
    "stream": "What changes, as it changes.",
    "health": "Whether the service works.",
}


def describe(app: FastAPI, catalogue: Catalogue) -> None:
    """Make `app.openapi()` and `/openapi.json` give our document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, catalogue)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way


def _document(app: FastAPI, catalogue: Catalogue) -> dict[str, Any]:
    tags = [{"name": name, "description": text} for name, text in _TAGS.items()]
    document = get_openapi(title=app.title, version=VERSION, description=_DESCRIPTION, routes=app.routes, tags=tags)
    schemas = document["components"]["schemas"]
    schemas["Problem"] = _problem()
    schemas[READINGS_SCHEMA] = one_or_many(_with_device(reading_schema(catalogue.parameters, {"device_id": "torget-1", **AIR_EXAMPLE})))
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for methods in document["paths"].values():
        for operation in methods.values():
            _add_bytes(operation)
            _add_problems(operation)
    return document


def _problem() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    # The one model that it names stands within it, so that a reader has the whole shape of an error in one place.
    error = schema.pop("$defs")["FieldError"]
    schema["properties"]["errors"] = {"type": "array", "items": error, "description": "each wrong field"}
    return schema


def _with_device(schema: dict[str, Any]) -> dict[str, Any]:
    kind = {"enum": ["air", "bin", None], "description": "of a device that is not registered yet"}
    return {**schema, "required": ["device_id"], "properties": {**schema["properties"], "kind": kind}}


def _add_bytes(operation: dict[str, Any]) -> None:
    """Describe a file as bytes too: generators of clients know no photo and no GPX."""
    for response in operation["responses"].values():
        content = response.get("content", {})
        if content and not any(kind.startswith("text/") or kind.endswith("json") for kind in content):
            content["application/octet-stream"] = {"schema": {"type": "string", "format": "binary"}}


def _add_problems(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    # GeoReport describes errors of its own.
    responses.setdefault("4XX", {"description": "The request can't be done as asked; `detail` says why.", "content": content})
    responses.setdefault("5XX", {"description": "Something is wrong with us; `Retry-After` says when to ask again.", "content": content})
