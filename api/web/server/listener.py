"""The socket on which the API listens."""

import errno
import socket
import threading

import structlog

from config.sections.address import parse_listen
from config.sections.http_settings import Http

_RETRY_S = 2.0
BACKLOG = 512  # connections that wait to be accepted
_log = structlog.get_logger(__name__)


class CannotListenError(Exception):
    """We can't listen there; `taken`: because another program does, which may end."""

    def __init__(self, listen: str, error: OSError) -> None:
        self.taken = error.errno == errno.EADDRINUSE
        reason = str(error.strerror).partition(" (while ")[0]  # socket adds the address, which is said already
        super().__init__(f"cannot listen on {listen}: {'another program does' if self.taken else reason}")


def open_listener(listen: str) -> socket.socket:
    """Return a socket that listens on HOST:PORT. Raises CannotListenError."""
    host, port = parse_listen(listen)
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG)
    except OSError as error:
        raise CannotListenError(listen, error) from error
    # asyncio does this only for sockets of its own making; else each answer's body waits 40 ms for its header's acknowledgement.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def listen(http: Http, stop: threading.Event) -> socket.socket | None:
    """Return the socket that listens where the settings say; a port that is taken is waited for, None when told to `stop` before."""
    while not stop.is_set():
        try:
            return open_listener(http.listen)
        except CannotListenError as error:
            _log.error(f"{error}; {'stop what does, or ' if error.taken else ''}set http.listen", again_in_seconds=_RETRY_S)
            stop.wait(_RETRY_S)
    return None
