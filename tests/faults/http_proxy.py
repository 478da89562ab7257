"""A failing InfluxDB: a proxy that answers as a server in trouble does."""

import socket
import threading
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

Mode = Literal["pass", "503", "401", "413", "slow", "reset after applied"]
LARGE = 2000  # bytes of a body that `413` finds too large
SLOW_S = 2.0
_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
_REFUSAL = b'{"code":"unavailable","message":"made to fail"}'


class HttpProxy:
    """Passes requests on to the server on `port`; in another `mode` writes meet that trouble. `met`: how many did."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mode: Mode = "pass"
        self.met = 0
        self._server = _Server(("127.0.0.1", 0), partial(_Handler, self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def mode_for(self, path: str, size: int) -> Mode:
        """Return what a request with a body of `size` bytes meets."""
        met = self.mode if path.startswith("/api/v2/write") and not (self.mode == "413" and size <= LARGE) else "pass"
        self.met += met != "pass"
        return met

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of connections that we broke ourselves."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, proxy: HttpProxy, *connection: Any) -> None:
        self.proxy = proxy
        super().__init__(*connection)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        mode = self.proxy.mode_for(self.path, len(body))
        if mode in ("503", "401", "413"):
            self._refuse(int(mode))
            return
        if mode == "slow":
            threading.Event().wait(SLOW_S)
        answer = self._passed_on(body)
        if answer is None or mode == "reset after applied":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._answer(*answer)

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        if status == 503:
            self.send_header("Retry-After", "2")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(_REFUSAL)))
        self.end_headers()
        self.wfile.write(_REFUSAL)

    def _passed_on(self, body: bytes) -> tuple[HTTPResponse, bytes] | None:
        upstream = HTTPConnection("127.0.0.1", self.proxy.port, timeout=240)
        try:
            upstream.request(self.command, self.path, body, {k: v for k, v in self.headers.items() if k.lower() not in _HOP})
            answer = upstream.getresponse()
            return answer, answer.read()
        except OSError:
            return None
        finally:
            upstream.close()

    def _answer(self, answer: HTTPResponse, data: bytes) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
