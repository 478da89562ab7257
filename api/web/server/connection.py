"""HTTP connections: time limits for a request's head and body and for a reader that stops reading, and how many there may be.

uvicorn has none of these. What is refused here no route ever sees; every refusal is problem+json all the same.
"""

import asyncio
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.web.problems import problem

HEAD_S = 10.0  # from the first byte, or from connecting, until a request's head is whole
BODY_S = 60.0  # from the head until the body is whole: half a megabyte over the slowest mobile network
STALLED_S = 60.0  # that a reader may take nothing of what we send
# paho's loop in the same process calls select(), which knows no descriptor above 1,023; the stores need some too.
MOST = 700
_MOST_REFUSED = 100  # at a time; beyond it connections are closed without a word
_LINGER_S = 1.0  # a connection that is closed at once is reset, and its refusal lost


class HttpConnection(H11Protocol):
    """uvicorn's HTTP/1.1 with our limits, answering problems where it would answer plain text."""

    _timer: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _waits_for = ""
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait for a head; beyond MOST connections say so and hang up."""
        super().connection_made(transport)
        if len(self.connections) <= MOST:
            self._wait_for("head")
        elif len(self.connections) <= MOST + _MOST_REFUSED:
            self._refuse()
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop every timer."""
        self._wait_for("")
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived, and go on waiting for what a request lacks."""
        if self._refused:
            return
        super().data_received(data)
        if self._lacks() != self._waits_for:
            self._wait_for(self._lacks())

    def on_response_complete(self) -> None:
        """Wait for what the next request lacks if it is under way already; else uvicorn's own timer runs."""
        super().on_response_complete()
        self._wait_for("body" if self._lacks() == "body" else "")

    def pause_writing(self) -> None:
        """Give a reader that takes nothing a while, then hang up."""
        super().pause_writing()
        self._stalled = self._stalled or self.loop.call_later(STALLED_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on sending."""
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are no HTTP, and hang up: what follows on this connection can't be told apart."""
        self._wait_for("")
        self._send_problem(400, f"{msg} Its first line and headers must be HTTP/1.1, and hold 64 KiB at most.")
        self.transport.close()

    def _lacks(self) -> str:
        """Return what has begun to arrive and is not whole: a head, a body, or nothing."""
        if self.transport.is_closing():
            return ""
        if self.conn.their_state is h11.SEND_BODY:
            return "body"
        return "head" if self.conn.their_state is h11.IDLE else ""

    def _wait_for(self, part: str) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._waits_for = part
        self._timer = self.loop.call_later(HEAD_S if part == "head" else BODY_S, self._too_slow) if part else None

    def _too_slow(self) -> None:
        has_begun = self._waits_for == "body" or bool(self.conn.trailing_data[0])
        if has_begun and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._send_problem(408, f"The request's {self._waits_for} did not arrive in time; send it again.")
            if self.cycle is not None:  # the route must not answer too
                self.cycle.disconnected = True
                self.cycle.message_event.set()
        self.transport.close()

    def _refuse(self) -> None:
        self._refused = True
        detail = f"{MOST} connections are open, as many as this service serves; ask again in a moment."
        self._send_problem(503, detail, {"Retry-After": "5"})
        self.loop.call_later(_LINGER_S, self.transport.close)

    def _send_problem(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        answer = problem(status, detail, {"HttpConnection": "close", **(headers or {})})
        head = h11.Response(status_code=status, headers=answer.raw_headers, reason=HTTPStatus(status).phrase.encode())
        for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
