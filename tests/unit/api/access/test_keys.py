"""Administrators make, list, rotate and end keys over the API."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.unit.api.hand import NOW


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_rotated_key_works_beside_its_successor_for_the_overlap(client: TestClient) -> None:
    made = client.post("keys", json={"name": "skjerm", "scopes": ["alerts"], "owner": "IT"}).json()
    rotated = client.post(f"keys/{made['id']}/rotate", json={"overlap_days": 1}).json()
    assert [client.get("devices", headers=bearer(key["key"])).status_code for key in (made, rotated)] == [200, 200]
    old, new = client.get("keys").json()["items"][-2:]
    assert (old["id"], old["replaced_by"], old["owner"]) == (made["id"], rotated["id"], "IT")
    assert (new["name"], new["scopes"], new["owner"], new["expires_at"]) == ("skjerm", ["alerts"], "IT", None)
    assert client.delete(f"keys/{made['id']}").status_code == 204
    assert [client.get("devices", headers=bearer(key["key"])).status_code for key in (made, rotated)] == [401, 200]


def test_without_an_overlap_the_old_key_ends_at_once(client: TestClient) -> None:
    made = client.post("keys", json={"name": "skjerm", "scopes": ["alerts"]}).json()
    client.post(f"keys/{made['id']}/rotate", json={"overlap_days": 0})
    assert client.get("devices", headers=bearer(made["key"])).status_code == 401
    assert client.post(f"keys/{made['id']}/rotate", json={}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "scopes": ["alerts"]},
        {"name": "k", "scopes": []},
        {"name": "k", "scopes": ["all"]},
        {"name": "k"},
        {"name": "k", "scopes": ["alerts"], "expires_at": NOW / 1000 - 1e9},
        {"name": "k", "scopes": ["alerts"], "owner": "a\nb"},
    ],
)
def test_what_a_key_cannot_be_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("keys", json=body).status_code == 422


def test_keys_are_for_administrators(client: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    other = key_for("devices", "alerts", "ingest")
    assert client.get("keys", headers=other).status_code == 403
    assert client.post("keys", headers=other, json={"name": "k", "scopes": ["admin"]}).status_code == 403
    assert client.delete("keys/0", headers=other).status_code == 403
    assert client.delete("keys/0").status_code == 404
