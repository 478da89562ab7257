"""What could not be used is shown as it came, tried again, or thrown away."""

from base64 import b64decode

import pytest
from fastapi.testclient import TestClient

from storage.state import jobs
from storage.state.engine import State
from storage.state.ingest import quarantine
from storage.state.ingest.quarantine import Quarantined
from tests.unit.api.hand import NOW


@pytest.fixture
def rows(state: State) -> None:
    kept = [
        Quarantined(
            id=f"q{n}",
            reason=reason,
            detail="pm25: 'x' is not a number",
            topic="bysans/v1/air/a1",
            received_at=NOW + n,
            payload=b"\xff\x00",
            device=device,
        )
        for n, (reason, device) in enumerate([("schema", "a1"), ("not_json", "a2"), ("schema", None)])
    ]
    with state.begin() as connection:
        quarantine.keep(connection, kept, max_per_device=10)


@pytest.mark.usefixtures("rows")
def test_rows_are_listed_newest_first_with_their_bytes(client: TestClient) -> None:
    first = client.get("quarantine", params={"limit": 2}).json()
    rest = client.get("quarantine", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [row["id"] for row in first["items"] + rest["items"]] == ["q2", "q1", "q0"]
    (row,) = rest["items"]
    assert b64decode(row.pop("payload")) == b"\xff\x00"
    assert row == {
        "id": "q0",
        "reason": "schema",
        "detail": "pm25: 'x' is not a number",
        "topic": "bysans/v1/air/a1",
        "device_id": "a1",
        "received_at": "2026-01-31T12:00:00.000Z",
    }
    assert client.get("quarantine/q0").json()["id"] == "q0"


@pytest.mark.usefixtures("rows")
def test_rows_can_be_chosen_by_reason_and_device(client: TestClient) -> None:
    assert [row["id"] for row in client.get("quarantine", params={"reason": "schema"}).json()["items"]] == ["q2", "q0"]
    assert [row["id"] for row in client.get("quarantine", params={"device_id": "a2"}).json()["items"]] == ["q1"]
    assert client.get("quarantine", params={"reason": "bad_luck"}).status_code == 422


@pytest.mark.parametrize("asked", ["123", "esp8266-123"])
def test_an_airrohrs_rows_are_found_by_its_number_and_by_the_name_in_its_header(client: TestClient, state: State, asked: str) -> None:
    row = Quarantined(id="q", reason="schema", detail="x", topic="bysans/v1/airrohr/123", received_at=NOW, payload=b"{}", device="123")
    with state.begin() as connection:
        quarantine.keep(connection, [row], max_per_device=10)
    assert [item["id"] for item in client.get("quarantine", params={"device_id": asked}).json()["items"]] == ["q"]


@pytest.mark.parametrize("asked", ["bin-7", "24e124713d012345", "24E124713D012345"])
def test_what_stands_under_a_devices_dev_eui_is_found_by_either_name(client: TestClient, state: State, asked: str) -> None:
    client.put("devices/bin-7", json={"kind": "bin", "model": "generic", "interval_s": 600, "dev_eui": "24e124713d012345"})
    rows = [
        Quarantined(id=device, reason="schema", detail="", topic="t", received_at=NOW, payload=b"{}", device=device)
        for device in ("24e124713d012345", "bin-7", "bin-8")
    ]
    with state.begin() as connection:
        quarantine.keep(connection, rows, max_per_device=10)
    answer = client.get("quarantine", params={"device_id": asked}).json()
    assert {row["id"] for row in answer["items"]} == {"24e124713d012345", "bin-7"}


@pytest.mark.usefixtures("rows")
def test_a_replay_is_asked_of_ingest(client: TestClient, state: State) -> None:
    answer = client.post("quarantine/q1/replay")
    assert (answer.status_code, answer.json()) == (202, {"id": "q1", "state": "asked"})
    with state.read() as connection:
        assert [job.key for job in jobs.waiting(connection, jobs.REPLAY, 10)] == ["q1"]
    assert client.post("quarantine/none/replay").status_code == 404


@pytest.mark.usefixtures("rows")
def test_a_row_can_be_thrown_away(client: TestClient) -> None:
    assert client.delete("quarantine/q1").status_code == 204
    assert client.delete("quarantine/q1").status_code == 404
    assert client.get("quarantine/q1").status_code == 404
