"""HEAD is answered as GET without the content (RFC 9110, 9.3.2)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NOTHING: Message = {"type": "http.response.body", "body": b""}


class Head:
    """Lets the routes answer a HEAD as a GET; what they would have sent is over with its head, endless streams too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, a HEAD as a GET whose content nobody hears."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send(_NOTHING)  # the answer is complete: from here on the server says that nobody listens, and streams end

        await self.app({**scope, "method": "GET"}, receive, send_head)
