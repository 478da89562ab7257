"""Whatever goes wrong, the answer is problem+json with a sentence."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from storage.readings.protocol import Readings, StoreAwayError
from storage.state.engine import State, StateAwayError


def assert_problem(answer: object, status: int, word: str = "") -> None:
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    body = answer.json()  # type: ignore[attr-defined]
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert word in body["detail"]


def test_an_unknown_address_and_an_unknown_method(client: TestClient) -> None:
    assert_problem(client.get("nothing"), 404, "/docs")
    answer = client.patch("devices/a1")
    assert_problem(answer, 405, "GET, HEAD, PUT, DELETE")
    assert answer.headers["allow"] == "GET, HEAD, PUT, DELETE"


def test_a_body_that_does_not_say_it_is_json(client: TestClient) -> None:
    device = b'{"kind": "air", "model": "generic", "interval_s": 600}'
    for content_type in ({}, {"content-type": "application/x-www-form-urlencoded"}, {"content-type": "text/plain"}):
        assert_problem(client.put("devices/a1", content=device, headers=content_type), 415, "Content-Type: application/json")
    assert client.put("devices/a1", content=device, headers={"content-type": "application/json; charset=utf-8"}).status_code == 201


def test_a_body_that_is_no_json_or_of_the_wrong_type(client: TestClient) -> None:
    assert_problem(client.put("devices/a1", content=b"{", headers={"content-type": "application/json"}), 422, "is not JSON")
    assert_problem(client.put("devices/a1", json=[1]), 422, "body: must be an object")
    assert_problem(client.put("devices/a1", json=None), 422, "body: is missing")
    assert_problem(client.put("sites/s", json={"name": "S", "lat": 1, "tags": "a"}), 422, "lon: is missing; tags: must be an array")


@pytest.mark.parametrize(("method", "path"), [("PUT", "devices/a1"), ("POST", "ingest/readings"), ("POST", "ingest/airrohr")])
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"model": "\xff"}', "is not UTF-8 at byte 11"),
        (b'{"note": "' + b"1" * 5000 + b'", "interval_s": ' + b"1" * 5000 + b"}", "has a number of more than 1000 digits at byte 5027"),
    ],
)
def test_a_body_that_nobody_can_read_is_told_where(client: TestClient, method: str, path: str, body: bytes, says: str) -> None:
    answer = client.request(method, path, content=body, headers={"content-type": "application/json"})
    assert_problem(answer, 422, f"body: {says}")
    assert answer.json()["errors"] == [{"field": "body", "message": says}]


def test_an_unknown_device_is_told_by_its_id(client: TestClient) -> None:
    assert_problem(client.get("devices/nobody"), 404, "'nobody'")
    assert_problem(client.get("devices/nobody/latest"), 404, "'nobody'")


def test_an_id_that_is_none(client: TestClient) -> None:
    assert_problem(client.get("devices/-x"), 422, "device_id: must be 1–64 of A–Z a–z 0–9 . _ : -, first a letter or digit")


_BIN = {"lat": 1, "lon": 1, "fraction": "paper", "capacity_l": 660}


@pytest.mark.parametrize("character", ["\n", "\u2028", "\u202e", "\u2066"])
@pytest.mark.parametrize(("path", "body", "field"), [
    ("sites/s", {"lat": 1, "lon": 1}, "name"), ("bins/b", _BIN, "name"), ("bins/b", {**_BIN, "name": "B"}, "fraction"),
    ("devices/d", {"kind": "air", "model": "generic", "interval_s": 600}, "name"),
])  # fmt: skip
def test_a_name_that_breaks_or_reorders_the_text_around_it(
    client: TestClient, path: str, body: dict[str, object], field: str, character: str
) -> None:
    answer = client.put(path, json={**body, field: f"a{character}b"})
    assert_problem(answer, 422, f"{field}: must be one line, without characters that control, break or reorder the text")


@pytest.mark.parametrize("character", ["\n", "\u2028", "\u202e", "\u2066"])
@pytest.mark.parametrize(("method", "path", "body", "field"), [
    ("post", "alerts/a1/acknowledge", {}, "note"), ("post", "alerts/a1/shelve", {}, "reason"), ("post", "work-items/1/done", {}, "note"),
    ("put", "air/sites/s/day-tags/2026-01-01/winter-sanding", {}, "note"), ("post", "invalidations", {}, "reason"),
    ("post", "pickups/p1/stops/s1/events", {"type": "could_not", "reason": "blocked", "time": 0}, "note"),
])  # fmt: skip
def test_words_of_people_that_break_or_reorder_the_text_around_them(
    client: TestClient, method: str, path: str, body: dict[str, object], field: str, character: str
) -> None:
    answer = client.request(method, path, json={**body, field: f"a{character}b"})
    assert answer.status_code == 422
    assert f"{field}: must be one line, without characters that control, break or reorder the text" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["readings", "readings?format=csv"])
def test_a_store_of_readings_that_is_away_says_when_to_ask_again(
    client: TestClient, readings: Readings, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def away(*_args: object, **_options: object) -> None:
        raise StoreAwayError("influx.internal:8086 refused", retry_after=17)

    client.put("devices/a1", json={"kind": "air", "model": "generic", "interval_s": 600})
    monkeypatch.setattr(readings, "read", away)
    answer = client.get(path)
    assert_problem(answer, 503, "17 s")
    assert answer.headers["retry-after"] == "17"
    assert "influx.internal" not in answer.text


def test_a_state_that_is_away_is_503(client: TestClient, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_options: object) -> None:
        raise StateAwayError("disk I/O error")

    monkeypatch.setattr(state, "begin", away)
    assert_problem(client.get("devices"), 503)


def test_a_mistake_of_ours_is_500_without_its_inside(
    client: TestClient, readings: Readings, monkeypatch: pytest.MonkeyPatch, key_for: Callable[..., dict[str, str]]
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("secret inside")

    client.put("devices/a1", json={"kind": "air", "model": "generic", "interval_s": 600})
    monkeypatch.setattr(readings, "read", broken)
    answer = client.get("readings")
    assert_problem(answer, 500)
    assert "secret" not in answer.text


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize(
    "path", ["air/sites/torget/index?at=", "air/sites/torget/means?parameter=no2&averaging=year&end=", "effects?end=", "readings?end="]
)
def test_a_time_at_the_calendars_ends_is_a_time(client: TestClient, path: str, end: str) -> None:
    client.put("sites/torget", json={"name": "Torget", "lat": 59.9, "lon": 10.7})
    assert client.get(path + end).status_code in (200, 422)


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/nothing", 404, "Page not found"),
        ("POST", "/docs", 405, "That could not be done"),
        ("GET", "/pickups/none", 404, "Page not found"),
    ],
)
def test_a_person_is_shown_a_page(client: TestClient, method: str, path: str, status: int, says: str) -> None:
    answer = client.request(method, f"http://testserver{path}?lang=en", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert says in answer.text
    assert ("allow" in answer.headers) == (status == 405)


def test_the_api_answers_a_browser_too_with_a_problem(client: TestClient) -> None:
    assert_problem(client.get("devices/none", headers={"Accept": "text/html"}), 404)


def test_when_a_page_fails_a_person_is_shown_a_page(client: TestClient, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("api.pages.air.routes.front_page", broken)
    browser = TestClient(client.app, raise_server_exceptions=False)
    answer = browser.get("/?lang=en")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "Something went wrong on our side" in answer.text
