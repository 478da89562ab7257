"""A connection that sends half a request, or takes no answer, is ended; one too many is told so."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.web.server import connection
from tests.pages.served import Pages, serve
from tests.real_parts.process import wait_until

HALF_HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HEAD = HALF_HEAD + b"\r\n"
HALF_BODY = b"POST /api/v1/ingest/readings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n{"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with serve(tmp_path) as pages:
        yield pages


def connect(pages: Pages) -> socket.socket:
    host, _, port = pages.url.removeprefix("http://").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=240)


def read_all(client: socket.socket) -> bytes:
    received = b""
    while chunk := client.recv(65536):
        received += chunk
    return received


@pytest.mark.parametrize(("part", "patience", "sent"), [(b"head", "HEAD_S", HALF_HEAD), (b"body", "BODY_S", HALF_BODY)])
def test_half_a_request_is_ended_with_an_answer(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, part: bytes, patience: str, sent: bytes
) -> None:
    monkeypatch.setattr(connection, patience, 0.1)
    with connect(pages) as client:
        client.sendall(sent)
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout")
    assert b"The request's " + part + b" did not arrive in time" in answer


def test_a_head_that_comes_byte_by_byte_wins_no_time(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_S", 0.5)
    with connect(pages) as client:
        client.settimeout(0.05)
        answer = b""
        for byte in HALF_HEAD * 1000:  # far longer than it has
            client.send(bytes([byte]))
            try:
                answer = client.recv(100)
                break
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")


def test_who_connects_and_says_nothing_is_hung_up_on(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_S", 0.1)
    with connect(pages) as client:
        assert read_all(client) == b""


def test_half_a_second_request_is_ended_too(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_S", 0.2)
    with connect(pages) as client:
        client.sendall(HEAD)
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
        client.sendall(HALF_HEAD)
        assert b"408 Request Timeout" in read_all(client)


def test_a_request_at_work_is_not_timed(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_S", 0.01)
    monkeypatch.setattr(connection, "BODY_S", 0.01)
    with connect(pages) as client:
        client.sendall(b"GET /docs HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert read_all(client).startswith(b"HTTP/1.1 200")


def ask_without_end(client: socket.socket) -> None:
    while True:  # the system takes what it has room for, also behind a reset that it has not yet seen
        client.sendall(b"GET /docs HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 1000)


def test_a_reader_that_takes_nothing_is_hung_up_on(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "STALLED_S", 0.1)
    with connect(pages) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            ask_without_end(client)


def test_one_connection_too_many_is_told_to_come_again(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST", 2)
    with connect(pages), connect(pages), connect(pages) as third:
        third.sendall(HEAD)
        answer = read_all(third)
    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable")
    assert b"retry-after: 5" in answer.lower()
    assert b"2 connections are open" in answer

    def is_served() -> bool:
        with connect(pages) as client:
            client.sendall(HEAD)
            return client.recv(65536).startswith(b"HTTP/1.1 200")

    wait_until(is_served, "there is room again")
