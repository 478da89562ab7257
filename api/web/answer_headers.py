"""Headers of every answer: no browser guesses its type, and nobody keeps it who was not told that they may."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The answers that no middleware sees, to bytes that are no HTTP and where a request failed, have them from `problem`.
ALWAYS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


class AnswerHeaders:
    """Adds `nosniff`, and `no-store` where the route says nothing about keeping."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, and add what the answer lacks."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
