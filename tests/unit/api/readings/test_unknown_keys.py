"""What a device sends beside its parameters is shown by device."""

from fastapi.testclient import TestClient

from storage.state.engine import State
from storage.state.ingest import unknown_keys
from storage.state.ingest.unknown_keys import UnknownKey
from tests.unit.api.hand import NOW


def test_a_devices_unknown_keys_stand_with_their_counts(client: TestClient, state: State) -> None:
    client.put("devices/a1", json={"kind": "air", "model": "generic", "interval_s": 600})
    assert client.get("devices/a1/unknown-keys").json() == {"device_id": "a1", "items": []}
    with state.begin() as connection:
        unknown_keys.add(connection, [UnknownKey("a1", "pm_25_avg", 3, NOW - 1000, NOW), UnknownKey("a2", "x", 1, NOW, NOW)])
    assert client.get("devices/a1/unknown-keys").json()["items"] == [
        {"key": "pm_25_avg", "count": 3, "first_seen": "2026-01-31T11:59:59.000Z", "last_seen": "2026-01-31T12:00:00.000Z"}
    ]


def test_of_a_device_that_is_not_there_nothing_is_known(client: TestClient) -> None:
    assert client.get("devices/nobody/unknown-keys").status_code == 404
