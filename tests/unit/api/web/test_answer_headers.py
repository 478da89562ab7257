"""No answer of the API is guessed at or kept by a browser; long ones are compressed."""

import pytest
from fastapi.testclient import TestClient

from api.web.problems import problem
from storage.state.engine import State


@pytest.mark.parametrize("path", ["/api/v1/sites", "/api/v1/devices", "/healthz", "/metrics", "/nothing", "/api/v1/sites/none"])
def test_every_answer_says_what_it_is_and_is_not_kept(anonymous: TestClient, path: str) -> None:
    headers = anonymous.get(f"http://bysans{path}").headers
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


def test_an_answer_that_no_route_gave_has_them_too(anonymous: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(State, "read", lambda _self: 1 / 0)
    failed = anonymous.get("http://bysans/api/v1/sites")
    refused = problem(400, "what came is no HTTP")  # as a connection answers it by itself
    for answer in (failed, refused):
        assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")
    assert failed.status_code == 500


def test_what_may_be_kept_still_may(anonymous: TestClient) -> None:
    page = anonymous.get("http://bysans/").text
    style = next(part for part in page.split('"') if part.startswith("/static/") and part.endswith(".css"))
    assert "immutable" in anonymous.get(f"http://bysans{style}").headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json"])
def test_long_answers_are_compressed_for_who_can_read_that(anonymous: TestClient, path: str) -> None:
    packed = anonymous.get(f"http://bysans{path}", headers={"Accept-Encoding": "gzip"})
    plain = anonymous.get(f"http://bysans{path}", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert len(packed.text) == len(plain.text)
    assert "Accept-Encoding" in packed.headers["vary"]


def test_short_ones_are_not(anonymous: TestClient) -> None:
    assert "content-encoding" not in anonymous.get("http://bysans/healthz", headers={"Accept-Encoding": "gzip"}).headers
