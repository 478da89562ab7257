"""A request's id is the one that was given if it can stand in a log, and is found in answer, problem and log."""

import json
from collections.abc import Iterator, Mapping

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.web.error_handlers import handle_problems
from api.web.problems import not_found
from api.web.server.request_id import RequestIds
from bysans.logs import configure

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    app.add_middleware(RequestIds)
    handle_problems(app, instead=lambda *_: None)

    @app.get("/well")
    def well() -> str:
        return "well"

    @app.get("/nothing")
    def nothing() -> None:
        raise not_found("bin", "b")

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("broken")

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ({"X-Request-ID": "proxy-1:7.a_b"}, "proxy-1:7.a_b"),
        ({"X-Request-ID": "a" * 64}, "a" * 64),
        ({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, TRACE),
        ({"X-Request-ID": "p", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, "p"),
    ],
)
def test_a_given_id_is_answered(client: TestClient, headers: Mapping[str, str], request_id: str) -> None:
    assert client.get("/well", headers=headers).headers["x-request-id"] == request_id


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Request-ID": "a" * 65},
        {"X-Request-ID": 'a"}{'},
        {"X-Request-ID": "-a"},
        {"traceparent": f"00-{'0' * 32}-00f067aa0ba902b7-01"},
        {"traceparent": f"ff-{TRACE}-00f067aa0ba902b7-01"},
    ],
)
def test_without_one_that_can_stand_in_a_log_each_request_gets_its_own(client: TestClient, headers: Mapping[str, str]) -> None:
    first, second = (client.get("/well", headers=headers).headers["x-request-id"] for _ in range(2))
    assert (len(first), len(second), first == second) == (32, 32, False)
    int(first, 16)


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/broken", 500)])
def test_a_problem_names_its_request(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path, headers={"X-Request-ID": "mine"})
    assert (answer.status_code, answer.headers.get_list("x-request-id"), answer.json()["request_id"]) == (status, ["mine"], "mine")


def test_the_log_names_the_request_that_failed(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    configure("api")
    client.get("/broken", headers={"X-Request-ID": "mine"})
    [line] = [line for line in map(json.loads, capsys.readouterr().err.splitlines()) if line["event"] == "a request failed"]
    assert (line["request"], line["path"]) == ("mine", "/broken")
