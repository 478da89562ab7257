"""Answers to bytes that are no HTTP request, or whose head is too large: no route ever sees them."""

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.web.problems import problem


class ProblemProtocol(H11Protocol):
    """uvicorn's own protocol, which would answer in plain text."""

    def send_400_response(self, msg: str) -> None:
        """Answer with a problem, and hang up: what follows on this connection can't be told apart."""
        answered = problem(400, f"{msg} Its first line and headers must be HTTP/1.1, and hold 64 KiB at most.", {"Connection": "close"})
        events = (
            h11.Response(status_code=400, headers=answered.raw_headers, reason=b"Bad Request"),
            h11.Data(data=bytes(answered.body)),
            h11.EndOfMessage(),
        )
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
