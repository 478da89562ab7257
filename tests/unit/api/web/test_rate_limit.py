"""An address opens so many pages a minute, a key makes so many requests; one does not use up another's."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from config.settings import Settings
from storage.state.access import keys
from storage.state.engine import State
from tests.unit.api.hand import NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, http={"page_views_per_minute": 3, "key_requests_per_minute": 2})


def test_a_keys_requests_are_bounded_and_another_keys_are_not_touched(
    anonymous: TestClient, key_for: Callable[..., dict[str, str]]
) -> None:
    one, other = key_for("devices"), key_for("ingest")
    assert [anonymous.get("devices", headers=one).status_code for _ in range(3)] == [200, 200, 429]
    refused = anonymous.get("devices", headers=one)
    assert "with this key" in refused.json()["detail"]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert anonymous.get("devices", headers=other).status_code == 200


def test_sending_readings_counts_too(anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    reading, key = {"device_id": "a1", "pm25": 1}, key_for("ingest")
    assert [anonymous.post("ingest/readings", json=reading, headers=key).status_code for _ in range(3)] == [202, 202, 429]


@pytest.mark.parametrize("path", ["/", "/meld"])
def test_pages_without_signing_in_are_bounded_and_staff_goes_on(anonymous: TestClient, state: State, path: str) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "k", ["alerts"], NOW)
    origin = {"Origin": "http://bysans"}
    signed_in = anonymous.post("http://bysans/sign-in", data={"key": token}, headers=origin, follow_redirects=False)
    cookie = dict(signed_in.cookies)
    anonymous.cookies.clear()
    answers = [anonymous.get(f"http://bysans{path}").status_code for _ in range(3)]
    assert answers == [200, 200, 429]  # the form to sign in was the first
    anonymous.cookies.update(cookie)
    assert anonymous.get("http://bysans/i-dag").status_code == 200
