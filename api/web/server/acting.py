"""Says, for each request, that somebody acts, so that whatever it changes is audited."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.address import plain
from domain.access.actor import PUBLIC
from storage.state.audit.acting import Acting, acts


class SaysWhoActs:
    """Begins each request as anybody's; where a key, a session or a link is recognised, it becomes theirs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, with who acts in it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        address = plain(scope["client"][0]) if scope.get("client") else None
        with acts(Acting(wall=scope["app"].state.services.wall, actor=PUBLIC, address=address)):
            await self.app(scope, receive, send)
