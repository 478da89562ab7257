"""Which exception becomes which problem+json answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from structlog.contextvars import bound_contextvars

from api.web.fields import IN_WORDS
from api.web.problems import ProblemError, answer, not_utf8, problem
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from storage.state.engine import StateAwayError

_RETRY_AFTER_S = 5
_NOTHING_HERE = "There is nothing at this address; /docs lists every address."
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# Where pydantic's own words speak of Python, or of a form.
_PLAIN = {
    "extra_forbidden": "there is no such field",
    "missing": "is missing",
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), "must be an object"),
    **dict.fromkeys(("tuple_type", "list_type"), "must be an array"),
    **dict.fromkeys(("float_parsing", "float_type"), "must be a number"),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "must be a whole number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "must be true or false"),
    "string_type": "must be a text",
}
_INPUT = re.compile(r"^(Input|Value|String|List|Tuple|Dictionary|Object) should ")
_log = structlog.get_logger(__name__)

Instead = Callable[[Request, Response], Response | None]
_Handler = Callable[[Request, Exception], Response]


def handle_problems(app: FastAPI, *, instead: Instead) -> None:
    """Make every error of `app` a problem+json answer, or the page that `instead` returns for a person."""
    handlers: Mapping[type[Exception], _Handler] = {
        ProblemError: _ours,
        RequestValidationError: _invalid,
        HTTPException: _http,
        **dict.fromkeys((StateAwayError, StoreAwayError, StoreRefusesError), _away),
        Exception: _unexpected,
    }
    for error, handler in handlers.items():
        app.add_exception_handler(error, _handled(handler, instead))


def _handled(handler: _Handler, instead: Instead) -> _Handler:
    def handle(request: Request, error: Exception) -> Response:
        answered = handler(request, error)
        return instead(request, answered) or answered

    return handle


def _ours(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 - Starlette calls this handler for no other
    return answer(error)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    if isinstance(error.body, bytes) and error.body and not _is_json(request.headers.get("content-type", "")):
        return problem(415, "The body must be JSON and say so: send it with `Content-Type: application/json`.")
    wrong = [_field_error(fault) for fault in error.errors()]
    return problem(422, "; ".join(f"{fault['field']}: {fault['message']}" for fault in wrong), errors=wrong)


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _field_error(error: Mapping[str, Any]) -> dict[str, str]:
    where: Sequence[Any] = error["loc"]
    if error["type"] == "json_invalid":
        return {"field": "body", "message": f"is not JSON: {error['ctx']['error']} at character {where[-1]}"}
    path = where[1:] or where
    return {"field": ".".join(str(part) for part in path), "message": in_words(error)}


def in_words(error: Mapping[str, Any]) -> str:
    """Say what is wrong with a field, from one of pydantic's errors."""
    pattern = error["ctx"]["pattern"] if error["type"] == "string_pattern_mismatch" else None
    return IN_WORDS.get(pattern) or _PLAIN.get(error["type"]) or _INPUT.sub("must ", str(error["msg"]).removeprefix("Value error, "))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    if error.status_code == 405:
        allowed = ", ".join(_methods_at(request))
        return problem(405, f"This address does not know {request.method}; it knows {allowed}.", {"Allow": allowed})
    if isinstance(error.__cause__, UnicodeDecodeError):  # FastAPI's word for a body that it could not read
        return answer(not_utf8(error.__cause__))
    plain = error.detail == HTTPStatus(error.status_code).phrase
    return problem(error.status_code, _NOTHING_HERE if plain and error.status_code == 404 else error.detail, error.headers)


def _methods_at(request: Request) -> list[str]:
    """Return every method of the address; the route that refuses names only its own. HEAD is there where GET is, see `head`."""
    app: FastAPI = request.app
    wanted = {"type": "http", "path": request.scope["path"], "root_path": request.scope.get("root_path", ""), "headers": []}
    methods = {method: "GET" if method == "HEAD" else method for method in _METHODS}
    return [
        method for method, as_ in methods.items() if any(route.matches({**wanted, "method": as_})[0] is Match.FULL for route in app.routes)
    ]


def _away(_request: Request, error: Exception) -> Response:
    _log.warning("a store is away", error=str(error))
    wait = max(1, round(getattr(error, "retry_after", None) or _RETRY_AFTER_S))
    # Its own words name addresses and paths of the house: those stand in the log and in `bysans check`.
    return problem(503, f"A store does not answer; ask again in {wait} s. /readyz says which.", {"Retry-After": str(wait)})


def _unexpected(request: Request, error: Exception) -> Response:
    # No middleware of ours stands around this handler, so the id is not at hand as elsewhere.
    with bound_contextvars(request=request.scope.get("request_id")):
        _log.error("a request failed", method=request.method, path=request.url.path, exc_info=error)
        headers = {"X-Request-ID": request_id} if (request_id := request.scope.get("request_id")) else None
        return problem(500, "Something went wrong with us, not with the request; the service's log says what.", headers)
