"""The api role serves over a real socket, waits for a port that is taken, and stops when it is told."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.serve import serve
from config.catalogue import load_catalogue
from config.sections.http_settings import Http
from config.sections.mqtt_settings import Mqtt
from config.settings import Settings
from storage.readings.open import open_readings
from storage.state.engine import State
from tests.real_parts.process import free_port, wait_until


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def served(tmp_path: Path, port: int) -> Iterator[tuple[threading.Thread, threading.Event]]:
    catalogue = load_catalogue()
    # Nobody listens at the broker's address: everything but ingest works without it.
    mqtt = Mqtt(url=f"mqtt://127.0.0.1:{free_port()}")
    settings = Settings(data_dir=tmp_path, http=Http(listen=f"127.0.0.1:{port}"), mqtt=mqtt)
    state = State(settings.state_url)
    readings = open_readings("sqlite", data_dir=tmp_path, parameters=list(catalogue.parameters))
    stop = threading.Event()
    parts = {"settings": settings, "catalogue": catalogue, "state": state, "readings": readings, "clock": lambda: 0, "stop": stop}
    thread = threading.Thread(target=serve, kwargs=parts)
    yield thread, stop
    stop.set()
    thread.join(240)
    readings.close()
    state.close()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_it_serves_until_it_is_told_to_stop(port: int, served: tuple[threading.Thread, threading.Event]) -> None:
    thread, stop = served
    thread.start()
    wait_until(lambda: answers(port), "the api answers")
    assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 503
    stop.set()
    thread.join(240)
    assert not thread.is_alive()
    assert not answers(port)


def test_a_port_that_is_taken_is_waited_for(port: int, served: tuple[threading.Thread, threading.Event]) -> None:
    thread, _ = served
    with socket.create_server(("127.0.0.1", port)):
        thread.start()
    wait_until(lambda: answers(port), "the port is free and taken")


def test_a_body_that_never_ends_is_refused_before_it_does(port: int, served: tuple[threading.Thread, threading.Event]) -> None:
    thread, _ = served
    thread.start()
    wait_until(lambda: answers(port), "the api answers")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=240)
    connection.putrequest("POST", "/api/v1/ingest/readings")
    connection.putheader("Content-Length", str(10**9))
    connection.endheaders()
    connection.send(b"x" * 70_000)
    assert connection.getresponse().status == 413
    connection.close()


def test_who_sends_far_too_much_is_told_so_all_the_same(port: int, served: tuple[threading.Thread, threading.Event]) -> None:
    thread, _ = served
    thread.start()
    wait_until(lambda: answers(port), "the api answers")
    answer = httpx.post(f"http://127.0.0.1:{port}/api/v1/ingest/readings", content=b"x" * 5_000_000, timeout=240)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize("head", [b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 200_000])
def test_what_is_no_request_is_answered_with_a_problem_too(
    port: int, served: tuple[threading.Thread, threading.Event], head: bytes
) -> None:
    thread, _ = served
    thread.start()
    wait_until(lambda: answers(port), "the api answers")
    with socket.create_connection(("127.0.0.1", port), timeout=240) as connection:
        connection.sendall(head)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
        assert json.loads(answer.read())["status"] == 400
