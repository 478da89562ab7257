"""Asks a provider over HTTP: JSON within a time and a size, redirects not followed."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT_S = 8.0
_MOST_BYTES = 1024 * 1024


class ProviderAwayError(Exception):
    """The provider gives no usable answer: try again later."""


class ProviderRefusesError(Exception):
    """The provider, or what it says, lets nobody in; `code` is OAuth's word for it, such as `invalid_grant`."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow none: it would send a code or a secret to somebody else."""


_opener = build_opener(_NoRedirect)


def get(address: str) -> dict[str, Any]:
    """Return the JSON object at an address. Raises ProviderAwayError."""
    try:
        return _json(Request(address, headers={"Accept": "application/json"}))  # noqa: S310 - the settings allow http and https only
    except HTTPError as error:
        with error:
            raise ProviderAwayError(f"{address} answers {error.code}") from error


def post(address: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the JSON object that answers a form. Raises ProviderAwayError, and ProviderRefusesError for a 400 or 401."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        return _json(Request(address, urlencode(form).encode(), headers))  # noqa: S310 - as above
    except HTTPError as error:
        with error:
            if error.code not in (400, 401):
                raise ProviderAwayError(f"{address} answers {error.code}") from error
            code = _error_code(error)
        raise ProviderRefusesError(f"{address} refuses: {code or error.code}", code) from error


def _json(request: Request) -> dict[str, Any]:
    try:
        with _opener.open(request, timeout=TIMEOUT_S) as answer:
            content = json.loads(_whole(answer))
    except HTTPError:
        raise
    except (OSError, HTTPException) as error:
        raise ProviderAwayError(f"{request.full_url} gives no answer: {error}") from error
    except (ValueError, RecursionError) as error:
        raise ProviderAwayError(f"{request.full_url} answers no JSON") from error
    if not isinstance(content, dict):
        raise ProviderAwayError(f"{request.full_url} answers no JSON object")
    return content


def _whole(answer: Any) -> bytes:
    """Return the whole answer in time: a socket's own time-out starts again with each byte. Raises OSError."""
    until, text = monotonic() + TIMEOUT_S, b""
    while part := answer.read1(65536):
        text += part
        if monotonic() > until:
            raise TimeoutError(f"not whole within {TIMEOUT_S:g} s")
        if len(text) > _MOST_BYTES:
            raise OSError(f"more than {_MOST_BYTES} bytes")
    return text


def _error_code(error: HTTPError) -> str:
    try:
        return str(json.loads(_whole(error))["error"])[:64]
    except (OSError, HTTPException, ValueError, TypeError, KeyError, RecursionError):
        return ""
