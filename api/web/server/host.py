"""The Host header: a stranger's name that leads to us (DNS rebinding) must not let their page read ours in a reader's browser."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.problems import problem
from api.web.server.middleware import RequestMiddleware
from config.sections.http_settings import Http

# Names that nobody outside can register: of this machine, and of its own network (RFC 6762, RFC 8375).
_OUR_ENDINGS = (".localhost", ".local", ".home.arpa", ".internal")


class KnownHost(RequestMiddleware):
    """Refuses requests for a name that may be a stranger's, unless `http.public_url` says by which name people come."""

    def __init__(self, app: ASGIApp, http: Http) -> None:
        super().__init__(app)
        self.http = http

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or answer 421."""
        if self.http.public_url is not None or is_ours(Headers(scope=scope).get("host", "")):
            await self.app(scope, receive, send)
            return
        detail = "This service does not know itself by that name: set http.public_url to the address that people use."
        await problem(421, detail)(scope, receive, send)


def is_ours(host: str) -> bool:
    """Return whether a Host header is an IP address, a name without a dot, or one that only our own network gives."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    name = name.rstrip(".")
    return "." not in name.strip("[]") or name.endswith(_OUR_ENDINGS) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
