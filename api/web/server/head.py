"""HEAD is answered as GET without the content (RFC 9110, 9.3.2)."""

from starlette.types import Message, Receive, Scope, Send

from api.web.server.middleware import RequestMiddleware

_NOTHING: Message = {"type": "http.response.body", "body": b""}


class Head(RequestMiddleware):
    """Lets the routes answer a HEAD as a GET; what they would have sent is over with its head, endless streams too."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, a HEAD as a GET whose content nobody hears."""
        if scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send(_NOTHING)  # the answer is complete: from here on the server says that nobody listens, and streams end

        await self.app({**scope, "method": "GET"}, receive, send_head)
