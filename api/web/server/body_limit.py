"""Limits on a request's body: its size, its nesting and the length of its numbers."""

import re
from asyncio import timeout
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from api.web.problems import answer, problem, wrong_field
from api.web.server.middleware import RequestMiddleware

MAX_BYTES = 64 * 1024
ROUND_BYTES = 512 * 1024  # a round may name 5,000 bins, by ids of 64 characters
_ROUND = re.compile(r"(/api/v1/pickups(/[^/]+/replan)?|/runder/[^/]+)\Z")
# A report may carry a photo, and a form a table: it is read only once the sender was checked, and within a limit of its own.
_LIMITS_ITSELF = re.compile(r"(/r/[^/]+/events|/sensorer/tabell|/provaar|/beholder/[^/]+/meld|/open311/v2/requests\.(json|xml))\Z")
MAX_DEPTH = 32
MAX_DIGITS = 1000  # Python reads no integer of more than 4,300
LINGER_S, LINGER_BYTES = 2.0, 32 * 1024 * 1024
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_DIGITS = re.compile(rb"[0-9]{%d}" % (MAX_DIGITS + 1))


class _TooLargeError(Exception):
    """The body has passed the limit; `more` of it is under way."""

    def __init__(self, more: bool) -> None:
        super().__init__(more)
        self.more = more


class BodyLimit(RequestMiddleware):
    """Refuses a body before anybody parses it: too large (413), compressed (415), nested too deep or with too long a number (422)."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on with its body already read, or refuse it."""
        if scope["method"] in ("GET", "HEAD", "OPTIONS") or _LIMITS_ITSELF.search(scope["path"]):
            await self.app(scope, receive, send)
            return
        most = ROUND_BYTES if _ROUND.search(scope["path"]) else MAX_BYTES
        try:
            body = await _read(receive, most)
        except ClientDisconnect:
            return  # half a body is no request, and nobody is there to be answered
        except _TooLargeError as error:
            await _refuse(send, receive, most, more=error.more)
            return
        if Headers(scope=scope).get("content-encoding", "identity").lower() != "identity":
            plain = problem(415, "The body must not be compressed: send it as it is.", {"Accept-Encoding": "identity"})
            await plain(scope, receive, send)
        elif depth_of(body) > MAX_DEPTH:
            await answer(wrong_field("body", f"is nested deeper than {MAX_DEPTH} levels"))(scope, receive, send)
        elif (at := long_number_at(body)) is not None:
            await answer(wrong_field("body", f"has a number of more than {MAX_DIGITS} digits at byte {at}"))(scope, receive, send)
        else:
            await self.app(scope, _replay(body, receive), send)


def depth_of(body: bytes) -> int:
    """Return how deeply arrays and objects nest, whether or not `body` is JSON."""
    depth = deepest = 0
    for byte in re.findall(rb"[\[\]{}]", _STRING.sub(b"", body)):
        depth += 1 if byte in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def long_number_at(body: bytes) -> int | None:
    """Return where the first number begins that has more than MAX_DIGITS digits; None where there is none."""
    if _DIGITS.search(body) is None:
        return None
    match = _DIGITS.search(_STRING.sub(lambda string: b" " * len(string[0]), body))
    return None if match is None else match.start()


async def _read(receive: Receive, most: int) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        body += chunk
        more = message.get("more_body", False)
        if len(body) > most:
            raise _TooLargeError(more)
        if not more:
            return body


async def _refuse(send: Send, receive: Receive, most: int, *, more: bool) -> None:
    """Answer at once, then take what is still under way for a while: to hang up on it would reset the connection, answer and all."""
    refusal = problem(413, f"The body is larger than {most} bytes; send less at a time.", {"Connection": "close"})
    await send({"type": "http.response.start", "status": 413, "headers": refusal.raw_headers})
    await send({"type": "http.response.body", "body": refusal.body, "more_body": True})
    with suppress(TimeoutError):
        async with timeout(LINGER_S):
            size = 0
            while more and size < LINGER_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                more = message.get("more_body", False)
    await send({"type": "http.response.body", "body": b""})


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replayed() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed
