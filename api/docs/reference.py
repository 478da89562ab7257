"""The API's documents as a page that people can read, without scripts and without another host."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.frame.assets import address
from api.pages.frame.headers import page_headers

router = APIRouter(include_in_schema=False)
_SPREAD = ("core", "extended")  # tags that say how stable an operation is, beside the one that says what it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked; `example` is a body in JSON."""

    method: str
    path: str
    summary: str
    stability: str
    needs_key: bool
    parameters: tuple[Mapping[str, Any], ...]
    example: str | None


@router.get("/docs")
def read_reference(request: Request) -> Response:
    """Show every operation by what it is about."""
    document = request.app.openapi()
    page = (
        _environment()
        .get_template("reference.html")
        .render(document=document, sections=sections(document), openapi_url=request.app.openapi_url)
    )
    return Response(page, headers=page_headers(), media_type="text/html; charset=utf-8")


def sections(document: Mapping[str, Any]) -> list[tuple[str, str, list[Operation]]]:
    """Return (name, description, operations) for each subject, the core first."""
    by_subject: dict[str, list[Operation]] = {}
    for subject, operation in _operations(document):
        by_subject.setdefault(subject, []).append(operation)
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    return [(name, described[name], by_subject[name]) for name in described if name in by_subject]


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            stability, subject = sorted(operation["tags"], key=_SPREAD.__contains__, reverse=True)
            security = operation.get("security", [{}])
            yield (
                subject,
                Operation(
                    method=method.upper(),
                    path=path,
                    summary=operation.get("description", ""),
                    stability=stability,
                    needs_key={} not in security,
                    parameters=tuple(operation.get("parameters", ())),
                    example=_example(document, operation),
                ),
            )


def _example(document: Mapping[str, Any], operation: Mapping[str, Any]) -> str | None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    if "examples" in content:
        return json.dumps(content["examples"]["one"]["value"], indent=2, ensure_ascii=False)
    schema = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    return json.dumps(schema["examples"][0], indent=2, ensure_ascii=False)


@cache
def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(asset=address)
    return environment
