"""Query parameters: an unknown one is refused, because without it `?device=x` would answer everybody's readings."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.web.problems import ProblemError

_NEAR = 0.4  # `device` is near `device_id`, `from` is not near `start`


async def known_query(request: Request) -> None:
    """Let requests pass whose query the route knows. Raises a 422 that names each wrong parameter and the nearest known ones."""
    if not request.url.query:
        return
    parameters = _parameters(request.scope["route"])
    names = [name for name, _ in request.query_params.multi_items()]
    wrong = {name: _unknown(name, parameters) for name in names if name not in parameters}
    wrong |= {name: "is given twice" for name in names if parameters.get(name) is False and names.count(name) > 1}
    if wrong:
        errors = [{"field": name, "message": message} for name, message in wrong.items()]
        raise ProblemError(422, "; ".join(f"{name}: {message}" for name, message in wrong.items()), errors=errors)


def _unknown(name: str, parameters: Mapping[str, bool]) -> str:
    if not parameters:
        return "there is no such parameter; this address takes none"
    near = get_close_matches(name, parameters, cutoff=_NEAR)
    return (
        f"there is no such parameter; did you mean {' or '.join(near)}?"
        if near
        else f"there is no such parameter; there are {', '.join(parameters)}"
    )


def _parameters(route: APIRoute) -> Mapping[str, bool]:
    """Return a route's query parameters, each with whether it may be given several times."""
    return dict(sorted(_of(route.dependant)))


def _of(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        yield field.alias, list in {get_origin(part) for part in (annotation, *get_args(annotation))}
    for dependency in dependant.dependencies:
        yield from _of(dependency)
