"""A name that may be a stranger's is not ours, unless the settings say by which name people come."""

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from api.web.server.host import KnownHost, is_ours
from config.sections.http_settings import Http


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "10.0.0.7",
        "api:8000",
        "sensor.local",
        "bysans.localhost",
        "localhost.",
    ],
)
def test_addresses_and_names_of_our_own_network_are_ours(host: str) -> None:
    assert is_ours(host)


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:8000", "127.0.0.1.nip.io", "localhost.evil.example", "[::1"])
def test_a_name_that_anybody_can_register_is_not(host: str) -> None:
    assert not is_ours(host)


@pytest.mark.parametrize(("public_url", "status"), [(None, 421), ("https://luft.example", 200)])
def test_a_strange_name_is_refused_where_no_setting_names_ours(public_url: str | None, status: int) -> None:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("ours"))])
    app.add_middleware(KnownHost, http=Http(public_url=public_url))
    assert TestClient(app, base_url="http://rebound.example").get("/").status_code == status


def test_the_service_says_which_setting_is_missing(anonymous: TestClient) -> None:
    answer = anonymous.get("http://rebound.example/api/v1/sites")
    assert (answer.status_code, answer.headers["content-type"]) == (421, "application/problem+json")
    assert "http.public_url" in answer.json()["detail"]
