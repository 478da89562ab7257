"""Says, for each request, that somebody acts, so that whatever it changes is audited."""

from starlette.types import Receive, Scope, Send

from api.web.address import plain
from api.web.server.middleware import RequestMiddleware
from domain.access.actor import PUBLIC
from storage.state.audit.acting import Acting, acts


class SaysWhoActs(RequestMiddleware):
    """Begins each request as anybody's; where a key, a session or a link is recognised, it becomes theirs."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, with who acts in it."""
        address = plain(scope["client"][0]) if scope.get("client") else None
        with acts(Acting(wall=scope["app"].state.services.wall, actor=PUBLIC, address=address)):
            await self.app(scope, receive, send)
