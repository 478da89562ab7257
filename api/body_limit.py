"""How large and how deeply nested a request's body may be."""

import re

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem

MAX_BYTES = 64 * 1024
MAX_DEPTH = 32
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)


class BodyLimit:
    """Refuses a body over 64 KiB (413) or nested deeper than 32 (422) before anybody parses it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on with its body already read, or refuse it."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        try:
            body = await _read(receive)
        except ClientDisconnect:
            return  # half a body is no request, and nobody is there to be answered
        if body is None:
            refusal = problem(413, f"The body is larger than {MAX_BYTES} bytes; send less at a time.", {"Connection": "close"})
            await refusal(scope, receive, send)
        elif depth_of(body) > MAX_DEPTH:
            await problem(422, f"The body is nested deeper than {MAX_DEPTH} levels.")(scope, receive, send)
        else:
            await self.app(scope, _replay(body, receive), send)


def depth_of(body: bytes) -> int:
    """Return how deeply arrays and objects nest, whether or not `body` is JSON."""
    depth = deepest = 0
    for byte in re.findall(rb"[\[\]{}]", _STRING.sub(b"", body)):
        depth += 1 if byte in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


async def _read(receive: Receive) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        body += chunk
        if len(body) > MAX_BYTES:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replayed() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed
