"""A person declares a period invalid with a reason, takes it back, and both stay known."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from storage.state import jobs
from storage.state.air import invalidations
from storage.state.engine import State
from tests.unit.api.hand import NOW

BODY = {"device_id": "a1", "parameter": "pm25", "start": NOW / 1000 - 7200, "end": NOW / 1000, "reason": "stood in the workshop"}


@pytest.fixture
def device(client: TestClient) -> TestClient:
    client.put("devices/a1", json={"kind": "air", "model": "generic", "interval_s": 600})
    return client


def test_a_declared_period_stands_with_who_and_why_and_watch_is_asked(device: TestClient, state: State) -> None:
    answer = device.post("invalidations", json=BODY)
    assert answer.status_code == 201
    period = device.get(answer.headers["Location"].removeprefix("/api/v1/")).json()
    assert (period["reason"], period["by"], period["parameter"], period["withdrawn_at"]) == (
        "stood in the workshop",
        "tester",
        "pm25",
        None,
    )
    with state.read() as connection:
        [job] = jobs.waiting(connection, invalidations.RECOMPUTE, 10)
    assert (job.key, job.body) == ("a1", {"start": NOW - 7_200_000, "end": NOW})


def test_a_withdrawn_period_no_longer_counts_but_stays_known(device: TestClient, state: State) -> None:
    row = device.post("invalidations", json=BODY).json()
    assert [device.delete(f"invalidations/{row['id']}").status_code for _ in range(2)] == [204, 204]
    assert device.get("invalidations").json()["items"][0]["withdrawn_by"] == "tester"
    with state.read() as connection:
        assert invalidations.in_force(connection, 0, 2 * NOW) == []
        assert len(jobs.waiting(connection, invalidations.RECOMPUTE, 10)) == 2


def test_periods_are_listed_in_pages_and_by_device(device: TestClient) -> None:
    device.put("devices/a2", json={"kind": "air", "model": "generic", "interval_s": 600})
    ids = {device.post("invalidations", json={**BODY, "device_id": name}).json()["id"] for name in ("a1", "a1", "a2")}
    first = device.get("invalidations", params={"limit": 2}).json()
    rest = device.get("invalidations", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert {row["id"] for row in first["items"] + rest["items"]} == ids
    assert len(device.get("invalidations", params={"device_id": "a2"}).json()["items"]) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [({"start": BODY["end"]}, 422), ({"parameter": "radon"}, 422), ({"reason": ""}, 422), ({"device_id": "a9"}, 404), ({"why": "x"}, 422)],
)
def test_what_makes_no_sense_is_told(device: TestClient, change: dict[str, object], status: int) -> None:
    assert device.post("invalidations", json={**BODY, **change}).status_code == status


def test_it_needs_the_scope_of_those_who_look_after_devices(device: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    assert device.post("invalidations", json=BODY, headers=key_for("thresholds")).status_code == 403
    assert device.post("invalidations", json=BODY, headers=key_for("devices")).status_code == 201
    assert device.get("invalidations/none").status_code == device.delete("invalidations/none").status_code == 404
