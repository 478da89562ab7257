"""Each request has an id: in its answer, in a problem's body, in every line that the log has of it."""

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.web.server.middleware import RequestMiddleware
from config.watching.spans import span

_GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")  # as ids of ours are: what a stranger sends stands in our log
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")  # W3C Trace Context


class RequestIds(RequestMiddleware):
    """Takes the id that a proxy or program gave (`X-Request-ID`, or the trace of `traceparent`), else makes one."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, known by its id."""
        headers = Headers(scope=scope)
        request_id = scope["request_id"] = given_id(headers) or secrets.token_hex(16)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
                note("status", message["status"])
            await send(message)

        work = span("api.request", traceparent=headers.get("traceparent"), request=request_id, method=scope["method"])
        with bound_contextvars(request=request_id), work as note:
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                note("route", getattr(scope.get("route"), "path", None))  # not the path: a driver's link is a secret


def given_id(headers: Headers) -> str | None:
    """Return the id that a request brings with it; None where there is none, or not one to write into a log."""
    given = headers.get("x-request-id", "")
    if _GIVEN.fullmatch(given):
        return given
    traced = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    return traced[1] if traced else None
