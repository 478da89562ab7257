"""A failing network between two real parts: a proxy that passes on, swallows or resets."""

import socket
import struct
import threading
from collections.abc import Callable
from typing import Literal, Self

Mode = Literal["pass", "swallow", "refuse"]
_RESET = struct.pack("ii", 1, 0)  # closing sends a reset instead of an ordinary end


class TcpProxy:
    """Listens on `port` and passes on to what `target` returns at each new connection; a context manager.

    `mode`: `swallow` takes bytes and passes none on, on old and new connections, and closes nothing: connections that met
    it stay dead. `refuse` closes new ones.
    """

    def __init__(self, target: Callable[[], int]) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.mode: Mode = "pass"
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._dead: set[socket.socket] = set()

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def swallow(self) -> None:
        """From now on pass nothing on, for ever on the connections there are."""
        self.mode = "swallow"
        self._dead |= {end for pair in self._pairs for end in pair}

    def heal(self) -> None:
        """Pass on what comes on new connections."""
        self.mode = "pass"

    def reset(self) -> None:
        """Break every connection at once, in the midst of what is under way."""
        for pair in self._pairs:
            for end in pair:
                _close(end)
        self._pairs.clear()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.reset()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self.mode == "refuse":
                _close(near)
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target()), timeout=5)
            except OSError:
                _close(near)
                continue
            far.settimeout(None)
            pair = (near, far)
            self._pairs.append(pair)
            if self.mode == "swallow":
                self._dead |= set(pair)
            for source, sink in (pair, pair[::-1]):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if source not in self._dead:
                    sink.sendall(data)
        except OSError:
            pass
        if source not in self._dead:
            _close(sink, reset=False)
            _close(source, reset=False)


def _close(socket_: socket.socket, *, reset: bool = True) -> None:
    try:
        if reset:
            socket_.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        else:
            socket_.shutdown(socket.SHUT_RDWR)
        socket_.close()
    except OSError:
        pass
