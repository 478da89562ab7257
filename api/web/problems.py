"""Errors as RFC 9457 problem+json, with a sentence for people."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse
from structlog.contextvars import get_contextvars

from api.web.answer_headers import ALWAYS

MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """One wrong field: its path and what is wrong with it."""

    field: str
    message: str


class Problem(BaseModel):
    """An error (RFC 9457). `detail` says what happened and what to do; `errors` names each wrong field.

    `request_id`: by which our log knows the request.
    """

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = Field(None)
    request_id: str | None = Field(None)


class ProblemError(Exception):
    """A request that can't be done as asked; becomes a problem+json answer."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.extra = status, detail, headers, extra


def wrong_field(field: str, message: str) -> ProblemError:
    """Return the 422 that names one field of the body or query."""
    return ProblemError(422, f"{field}: {message}", errors=[{"field": field, "message": message}])


def not_utf8(error: UnicodeDecodeError) -> ProblemError:
    """Return the 422 for a body that is no text."""
    return wrong_field("body", f"is not UTF-8 at byte {error.start}")


def not_found(what: str, thing_id: str) -> ProblemError:
    """Return the 404 for a thing that is not there."""
    return ProblemError(404, f"There is no {what} {thing_id!r}.")


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **extra: Any) -> JSONResponse:
    """Return a problem+json answer."""
    request_id = get_contextvars().get("request")
    known = {} if request_id is None else {"request_id": request_id}
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **known, **extra}
    return JSONResponse(body, status, headers={**ALWAYS, **(headers or {})}, media_type=MEDIA_TYPE)


def answer(error: ProblemError) -> JSONResponse:
    """Return what is answered for the error."""
    return problem(error.status, error.detail, error.headers, **error.extra)
