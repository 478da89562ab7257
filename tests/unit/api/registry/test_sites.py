"""A site is public, written with a key, and versioned."""

import pytest
from fastapi.testclient import TestClient

SITE = {"name": "Torget", "lat": 59.9111, "lon": 10.7528, "tags": ["roadside"]}


def test_a_site_reads_back_as_it_was_put(client: TestClient) -> None:
    assert client.put("sites/torget", json=SITE).status_code == 201
    assert client.get("sites/torget").json() == {"id": "torget", **SITE, "valid_from": "2026-01-31T12:00:00.000Z"}
    assert client.put("sites/torget", json={**SITE, "name": "Stortorget"}).status_code == 200
    assert [site["name"] for site in client.get("sites").json()["items"]] == ["Stortorget"]
    assert client.delete("sites/torget").status_code == 204
    assert client.get("sites/torget").status_code == 404


@pytest.mark.parametrize("change", [{"lat": 91}, {"lon": -181}, {"lat": "59"}, {"name": ""}, {"tags": ["a b"]}, {"lat": True}, {"size": 1}])
def test_what_is_no_place_is_refused(client: TestClient, change: dict[str, object]) -> None:
    answer = client.put("sites/torget", json={**SITE, **change})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(next(iter(change)))


def test_nan_is_no_latitude(client: TestClient) -> None:
    body = b'{"name": "x", "lat": NaN, "lon": 1}'
    assert client.put("sites/x", content=body, headers={"content-type": "application/json"}).status_code == 422


def test_a_site_or_bin_where_devices_stand_is_not_deleted(client: TestClient) -> None:
    client.put("sites/s", json={"name": "S", "lat": 59.9, "lon": 10.7})
    client.put("bins/b", json={"name": "B", "lat": 59.9, "lon": 10.7, "fraction": "rest", "capacity_l": 140})
    client.put("devices/a1", json={"kind": "air", "model": "generic", "interval_s": 600, "site": "s"})
    client.put("devices/b1", json={"kind": "bin", "model": "generic", "interval_s": 600, "bin": "b"})
    for place, device in (("sites/s", "a1"), ("bins/b", "b1")):
        refused = client.delete(place)
        assert (refused.status_code, refused.json()["devices"]) == (409, [device])
        assert client.delete(f"devices/{device}").status_code == 204
        assert client.delete(place).status_code == 204
