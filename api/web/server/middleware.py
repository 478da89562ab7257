"""Stands between server and application for requests alone: the application's start and end pass it by."""

from abc import ABC, abstractmethod

from starlette.types import ASGIApp, Receive, Scope, Send


class RequestMiddleware(ABC):
    """An ASGI middleware whose `handle` gets each HTTP request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request; hand anything else on as it is."""
        await (self.handle if scope["type"] == "http" else self.app)(scope, receive, send)

    @abstractmethod
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on to `app`, or answer it."""
