"""A request's body, received up to a number of bytes."""

from fastapi import Request
from starlette.types import Message

from api.web.problems import ProblemError

_LINGER_BYTES = 32 * 1024 * 1024  # of what is too large: to hang up on it would reset the connection, answer and all


class LimitedBody:
    """Receives a request's body, and refuses one of more than `most` bytes with a 413 that says `sentence`."""

    def __init__(self, request: Request, most: int, sentence: str) -> None:
        self._request, self._left, self._sentence = request, most, sentence

    async def __call__(self) -> Message:
        """Return the next part. Raises ProblemError."""
        message = await self._request.receive()
        self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        while message.get("more_body") and self._left > -_LINGER_BYTES:
            message = await self._request.receive()
            self._left -= len(message.get("body", b""))
        raise ProblemError(413, self._sentence)
