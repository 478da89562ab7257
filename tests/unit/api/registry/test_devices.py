"""A device is registered, moves, and ends; what can't be right is told by name."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.registry.devices import retire_device
from domain.reading import Reason
from storage.state import jobs
from storage.state.engine import State
from storage.state.ingest import proposals, quarantine
from storage.state.ingest.proposals import Proposal
from storage.state.ingest.quarantine import Quarantined
from tests.unit.api.hand import NOW, Clock

AIR = {"kind": "air", "model": "generic", "interval_s": 600}
SITE = {"name": "Torget", "lat": 59.9, "lon": 10.7}


def test_a_new_device_is_created_and_reads_back_as_it_was_put(client: TestClient) -> None:
    client.put("sites/torget", json=SITE)
    put = client.put("devices/a1", json={**AIR, "site": "torget", "name": "Torget 1", "dev_eui": "24E124713D012345", "simulated": True})
    assert put.status_code == 201
    expected = {
        "id": "a1",
        "kind": "air",
        "model": "generic",
        "dev_eui": "24e124713d012345",
        "name": "Torget 1",
        "interval_s": 600,
        "site": "torget",
        "bin": None,
        "valid_from": "2026-01-31T12:00:00.000Z",
        "simulated": True,
    }
    assert put.json() == expected
    assert client.get("devices/a1").json() == expected


def test_putting_twice_is_as_putting_once_and_what_was_read_can_be_put_back(client: TestClient, clock: Clock) -> None:
    client.put("devices/a1", json=AIR)
    clock.now += 1000
    again = client.put("devices/a1", json=AIR)
    assert (again.status_code, again.json()["valid_from"]) == (200, "2026-01-31T12:00:00.000Z")
    assert client.put("devices/a1", json=again.json()).json() == again.json()


def test_a_device_is_where_its_version_of_that_time_says(client: TestClient, clock: Clock) -> None:
    for site in ("torget", "havna"):
        client.put(f"sites/{site}", json=SITE)
    client.put("devices/a1", json={**AIR, "site": "torget", "valid_from": NOW / 1000 - 7200})
    client.put("devices/a1", json={**AIR, "site": "havna", "valid_from": "2026-01-31T12:30:00+01:00"})
    assert client.get("devices/a1").json()["site"] == "havna"
    assert client.get("devices/a1", params={"at": "2026-01-31T11:29:59.999Z"}).json()["site"] == "torget"
    assert client.get("devices/a1", params={"at": NOW / 1000 - 1800}).json()["site"] == "havna"


def test_a_device_that_ended_is_gone_and_was_there(client: TestClient, clock: Clock) -> None:
    client.put("devices/a1", json=AIR)
    clock.now += 60_000
    assert client.delete("devices/a1").status_code == 204
    assert client.get("devices/a1").status_code == 404
    assert client.get("devices/a1", params={"at": NOW / 1000}).status_code == 200
    assert client.delete("devices/a1").status_code == 404
    assert client.get("devices").json() == {"items": [], "next_cursor": None}


def test_devices_are_listed_in_pages_and_by_what_is_asked(client: TestClient) -> None:
    client.put("sites/torget", json=SITE)
    client.put("devices/a3", json={**AIR, "simulated": True})
    client.put("devices/a1", json={**AIR, "site": "torget"})
    client.put("devices/b2", json={"kind": "bin", "model": "generic", "interval_s": 3600})
    first = client.get("devices", params={"limit": 2}).json()
    rest = client.get("devices", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [[item["id"] for item in page["items"]] for page in (first, rest)] == [["a1", "a3"], ["b2"]]
    assert rest["next_cursor"] is None

    def ids(**query: str) -> list[str]:
        return [item["id"] for item in client.get("devices", params=query).json()["items"]]

    assert ids(kind="bin") == ["b2"]
    assert ids(site="torget") == ["a1"]
    assert ids(bin="torget") == []
    assert ids(simulated="true") == ["a3"]
    assert ids(kind="air", simulated="false") == ["a1"]


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"model": "milesigt/em400-mud"}, "model", "milesight/em400-mud"),
        ({"model": "em400-mud"}, "model", "milesight/em400-mud"),
        ({"site": "nowhere"}, "site", "there is no site 'nowhere'"),
        ({"id": "other"}, "id", "'a1'"),
        ({"interval_s": 0}, "interval_s", "greater than or equal to 1"),
        ({"interval_s": "600"}, "interval_s", "must be a whole number"),
        ({"interval_s": True}, "interval_s", "must be a whole number"),
        ({"kind": "water"}, "kind", "'air' or 'bin'"),
        ({"bin": "b"}, "", "stands at a `site`"),
        ({"dev_eui": "xyz"}, "dev_eui", "16 hexadecimal digits"),
        ({"interval": 5}, "interval", "there is no such field"),
        ({"valid_from": "2026-01-31T12:00:00"}, "valid_from", "RFC 3339 with an offset"),
        ({"valid_from": True}, "valid_from", "RFC 3339"),
        ({"model": "milesight/em400-mud"}, "model", "kind `bin`"),
    ],
)
def test_what_can_not_be_right_is_told_by_field(client: TestClient, change: dict[str, object], field: str, word: str) -> None:
    answer = client.put("devices/a1", json={**AIR, **change})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in [error["field"] for error in answer.json()["errors"]] or not field
    assert word in answer.json()["detail"]


def test_two_devices_never_share_a_dev_eui(client: TestClient) -> None:
    client.put("devices/a1", json={**AIR, "dev_eui": "24e124713d012345"})
    answer = client.put("devices/a2", json={**AIR, "dev_eui": "24E124713D012345"})
    assert answer.status_code == 409
    assert "'a1'" in answer.json()["detail"]


def test_approving_a_proposed_device_asks_for_its_readings_again(client: TestClient, state: State) -> None:
    rows = [
        Quarantined(id=f"{n}", reason=reason, detail="", topic="bysans/v1/air/a1", received_at=n, payload=b"{}", device=device)
        for n, (reason, device) in enumerate([(Reason.UNKNOWN_DEVICE, "a1"), (Reason.SCHEMA, "a1"), (Reason.UNKNOWN_DEVICE, "a2")])
    ]
    proposed = Proposal(id="a1", kind="air", topic="bysans/v1/air/a1", first_seen=NOW, last_seen=NOW, messages=2)
    with state.begin() as connection:
        quarantine.keep(connection, rows, max_per_device=10)
        proposals.add(connection, [proposed])
    (listed,) = client.get("proposals").json()["items"]
    assert (listed["id"], listed["messages"], listed["first_seen"]) == ("a1", 2, "2026-01-31T12:00:00.000Z")
    client.put("devices/a1", json=AIR)
    assert client.get("proposals").json()["items"] == []
    with state.read() as connection:
        assert [job.key for job in jobs.waiting(connection, jobs.REPLAY, 10)] == ["0"]


@pytest.mark.parametrize(("model", "tried_again"), [("dragino/ldds75", []), ("milesight/em400-mud", ["0"])])
def test_another_model_tries_again_what_the_last_could_not_read(
    client: TestClient, state: State, model: str, tried_again: list[str]
) -> None:
    body = {"kind": "bin", "interval_s": 3600}
    client.put("devices/b1", json={**body, "model": "dragino/ldds75"})
    row = Quarantined(id="0", reason=Reason.DECODE_FAILED, detail="", topic="t", received_at=NOW, payload=b"{}", device="b1")
    with state.begin() as connection:
        quarantine.keep(connection, [row], max_per_device=10)
    client.put("devices/b1", json={**body, "model": model})
    with state.read() as connection:
        assert [job.key for job in jobs.waiting(connection, jobs.REPLAY, 10)] == tried_again


def test_what_a_network_sent_under_another_name_is_tried_again_and_no_longer_proposed(client: TestClient, state: State) -> None:
    eui = "24e124713d012345"
    rows = [
        Quarantined(id=f"{n}", reason=Reason.UNKNOWN_DEVICE, detail="", topic="t", received_at=n, payload=b"{}", device=device)
        for n, device in enumerate([eui, "bin-7", "another"])
    ]
    proposed = [
        Proposal(id=name, kind="air", topic="t", first_seen=NOW, last_seen=NOW, messages=1, dev_eui=dev_eui)
        for name, dev_eui in ((eui, eui), ("bin-7", eui), ("another", None))
    ]
    with state.begin() as connection:
        quarantine.keep(connection, rows, max_per_device=10)
        proposals.add(connection, proposed)
    client.put("devices/a1", json={**AIR, "dev_eui": eui.upper()})
    assert [row["id"] for row in client.get("proposals").json()["items"]] == ["another"]
    with state.read() as connection:
        assert [job.key for job in jobs.waiting(connection, jobs.REPLAY, 10)] == ["0", "1"]


def test_writing_needs_the_scope_devices_and_reading_any_key(anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    assert anonymous.put("devices/a1", json=AIR, headers=key_for("thresholds")).status_code == 403
    assert anonymous.put("devices/a1", json=AIR, headers=key_for("devices")).status_code == 201
    assert anonymous.get("devices/a1").status_code == 401
    assert anonymous.get("devices/a1", headers=key_for("ingest")).status_code == 200


def test_a_model_that_the_catalogue_does_not_have_is_let_in_as_its_vendor_names_it(client: TestClient) -> None:
    assert client.put("devices/x1", json={**AIR, "model": "acme/x-1"}).json()["model"] == "acme/x-1"
    assert "generic" in client.put("devices/x2", json={**AIR, "model": "homemade"}).json()["detail"]


@pytest.mark.parametrize("propose_again", [True, False])
def test_a_device_that_is_taken_out_of_use_is_proposed_again_only_if_wanted(
    client: TestClient, state: State, *, propose_again: bool
) -> None:
    client.put("devices/a1", json={**AIR, "dev_eui": "24e124713d012345"})
    retire_device(client.app.state.services, "a1", by="Kari", propose_again=propose_again)  # type: ignore[attr-defined]
    assert client.get("devices/a1").status_code == 404
    with state.begin() as connection:
        heard = Proposal(id="24e124713d012345", kind="air", topic="t", first_seen=NOW, last_seen=NOW, messages=1)
        proposals.add(connection, [heard])
        assert [proposal.id for proposal in proposals.page(connection)] == ([heard.id] if propose_again else [])
        assert {proposal.rejected_by for proposal in proposals.rejected(connection, limit=9)} == (set() if propose_again else {"Kari"})
