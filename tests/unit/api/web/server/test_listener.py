"""Who asks twice over one connection has the second answer at once: its body does not wait until its header was acknowledged."""

import socket
import threading

from api.web.server.listener import listen
from config.sections.http_settings import Http
from tests.real_parts.process import free_port


def test_what_is_written_in_two_parts_is_sent_in_two_parts() -> None:
    address = ("127.0.0.1", free_port())
    listening = listen(Http(listen="{}:{}".format(*address)), threading.Event())
    assert listening is not None
    with listening, socket.create_connection(address, timeout=60):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
