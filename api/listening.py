"""Where do people and programs reach us?"""

import socket
import threading

import structlog

from config.address import parse_listen
from config.settings import Http

_RETRY_S = 2.0
_log = structlog.get_logger(__name__)


def listen(http: Http, stop: threading.Event) -> socket.socket | None:
    """Return the socket that listens where the settings say; a port that is taken is waited for, None when told to `stop` before."""
    host, port = parse_listen(http.listen)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while not stop.is_set():
        try:
            listening = socket.create_server((host, port), family=family, backlog=512)
        except OSError as error:
            _log.error(f"cannot listen on {http.listen} ({error.strerror}): stop what does, or set http.listen", again_in_seconds=_RETRY_S)
            stop.wait(_RETRY_S)
        else:
            # asyncio does this only for sockets of its own making; else each answer's body waits 40 ms for its header's acknowledgement.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listening
    return None
