"""Every route that changes something leaves a record of who did it; a new one that leaves none fails here."""

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.alerts.threshold_body import EXAMPLE
from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.transition import Transition
from domain.duration import DAY
from storage.state.access import sessions
from storage.state.access.sessions import Identity
from storage.state.alerts import alerts
from storage.state.audit import log
from storage.state.engine import State
from storage.state.ingest import proposals, quarantine
from storage.state.ingest.proposals import Proposal
from storage.state.ingest.quarantine import Quarantined
from storage.state.waste import work_items
from tests.unit.api.hand import NOW
from tests.unit.api.pickup_town import FLEET, WEDNESDAY, Town, stops

CHANGES_NOTHING = {
    "POST /api/v1/thresholds/preview": "a question whose answer needs a body",
    "POST /api/v1/ingest/readings": "readings: they go to the broker, and no person makes them",
    "POST /api/v1/ingest/tts": "as above",
    "POST /api/v1/ingest/chirpstack": "as above",
    "POST /api/v1/ingest/airrohr": "as above",
}
CREATE = {"If-None-Match": "*"}


def an_alert(name: str) -> Alert:
    member = Member(severity="warning", value=85.0, start=NOW, end=NOW, fresh_until=NOW + 3_600_000)
    body: dict[str, Any] = {"parameter": "fill", "averaging": "instant", "limit": 80.0, "member_type": "bin", "severity": "warning"}
    subject = Subject(type="bin", id=name)
    return Alert(id=name, threshold_id="t", kind="bin", subject=subject, members={name: member}, raised_at=NOW, **body)


class Recorded:
    """Makes requests, each of which must succeed and be audited."""

    def __init__(self, client: TestClient, state: State) -> None:
        self.client, self.state, self.made = client, state, set[str]()

    def __call__(self, operation: str, *, by: str = "tester", **request: Any) -> Any:
        method, path = operation.split(" ")
        filled = path.format(**request.pop("path", {}))
        before = self.newest()
        answer = self.client.request(method, f"http://bysans{filled}", **request)
        assert answer.is_success, (operation, answer.text)
        assert self.newest() > before, f"{operation} leaves no record"
        with self.state.read() as connection:
            assert log.page(connection, limit=1)[0].name == (by or None)
        self.made.add(operation)
        return answer

    def newest(self) -> int:
        with self.state.read() as connection:
            newest = log.page(connection, limit=1)
        return newest[0].number if newest else 0


def change_everything(client: TestClient, town: Town, state: State) -> Recorded:
    do = Recorded(client, state)
    registry(do, state)
    programs(do, state)
    rules(do, state)
    rounds(do, town)
    citizens(do, state)
    return do


def test_every_route_that_changes_something_is_audited(app: FastAPI, town: Town, client: TestClient, state: State) -> None:
    do = change_everything(client, town, state)
    mutating = {
        f"{method.upper()} {path}"
        for path, operations in app.openapi()["paths"].items()
        for method in operations
        if method in ("post", "put", "patch", "delete")
    }
    assert do.made == mutating - CHANGES_NOTHING.keys()


def registry(do: Recorded, state: State) -> None:
    do("PUT /api/v1/devices/{device_id}", path={"device_id": "a1"}, json={"kind": "air", "model": "generic", "interval_s": 600})
    do("PUT /api/v1/sites/{site_id}", path={"site_id": "s"}, json={"name": "Torget", "lat": 60.0, "lon": 11.0})
    bin_ = {"name": "Gata", "lat": 60.0, "lon": 11.0, "fraction": "papir", "capacity_l": 660}
    do("PUT /api/v1/bins/{bin_id}", path={"bin_id": "extra"}, json=bin_)
    period = {"device_id": "a1", "start": WEDNESDAY / 1000 - 60, "end": WEDNESDAY / 1000, "reason": "kalibrering"}
    declared = do("POST /api/v1/invalidations", json=period).json()
    do("DELETE /api/v1/invalidations/{invalidation_id}", path={"invalidation_id": declared["id"]})
    day = {"site_id": "s", "day": "2026-02-01", "tag": "sanding"}
    do("PUT /api/v1/air/sites/{site_id}/day-tags/{day}/{tag}", path=day, json={"note": "strødd"})
    do("DELETE /api/v1/air/sites/{site_id}/day-tags/{day}/{tag}", path=day)
    do("DELETE /api/v1/devices/{device_id}", path={"device_id": "a1"})
    do("DELETE /api/v1/sites/{site_id}", path={"site_id": "s"})
    do("DELETE /api/v1/bins/{bin_id}", path={"bin_id": "extra"})
    row = {"reason": "schema", "detail": "d", "topic": "t", "received_at": NOW, "payload": b"x", "device": "a1"}
    with state.begin() as connection:
        proposals.add(connection, [Proposal(id="new", kind="air", topic="t", first_seen=NOW, last_seen=NOW, messages=2)])
        quarantine.keep(connection, [Quarantined(id="q", **row)], max_per_device=10)  # type: ignore[arg-type]
    do("DELETE /api/v1/proposals/{proposal_id}", path={"proposal_id": "new"})
    do("POST /api/v1/quarantine/{row_id}/replay", path={"row_id": "q"})
    do("DELETE /api/v1/quarantine/{row_id}", path={"row_id": "q"})


def programs(do: Recorded, state: State) -> None:
    made = do("POST /api/v1/keys", json={"name": "skjerm", "scopes": ["alerts"], "owner": "IT"}).json()
    rotated = do("POST /api/v1/keys/{key_id}/rotate", path={"key_id": made["id"]}, json={}).json()
    do("DELETE /api/v1/keys/{key_id}", path={"key_id": rotated["id"]})
    person = Identity(person="p", name="Kari", provider="work", roles=("leader",), sealed=None)
    with state.begin() as connection:
        session = sessions.begin_at_provider(connection, "cookie", person, NOW, address="", lifetime_ms=DAY, confirm_ms=DAY)
    do("DELETE /api/v1/sessions/{session_id}", path={"session_id": session})


def rules(do: Recorded, state: State) -> None:
    created = do("PUT /api/v1/thresholds/{threshold_id}", path={"threshold_id": "t"}, json=EXAMPLE, headers=CREATE)
    do("DELETE /api/v1/thresholds/{threshold_id}", path={"threshold_id": "t"}, headers={"If-Match": created.headers["etag"]})
    with state.begin() as connection:
        for name in ("one", "two"):
            alerts.keep(connection, Transition(an_alert(name), "raised", NOW))
    do("POST /api/v1/alerts/{alert_id}/acknowledge", path={"alert_id": "one"})
    do("POST /api/v1/alerts/{alert_id}/shelve", path={"alert_id": "two"}, json={"reason": "veiarbeid"})
    kari = {"name": "Kari", "email": "kari@kommune.example"}
    do("PUT /api/v1/receivers/{receiver_id}", path={"receiver_id": "kari"}, json=kari)
    do("POST /api/v1/receivers/{receiver_id}/test", path={"receiver_id": "kari"})
    do("DELETE /api/v1/receivers/{receiver_id}", path={"receiver_id": "kari"})


def rounds(do: Recorded, town: Town) -> None:
    do("PUT /api/v1/fleet", json={**FLEET, "depots": [{**FLEET["depots"][0], "lat": 60.9}, *FLEET["depots"][1:]]})
    asked = do("POST /api/v1/pickups", json={"bin_ids": ["b0", "b1"]}).json()
    town.plan()
    path = {"pickup_id": asked["id"], "stop_id": stops(town.read(asked["id"]))[0]["stop_id"]}
    link = do("POST /api/v1/pickups/{pickup_id}/links", path=path, json={}).json()
    do("DELETE /api/v1/pickups/{pickup_id}/links/{link_id}", path={**path, "link_id": link["id"]})
    at = {"time": town.clock.now / 1000}
    do("POST /api/v1/pickups/{pickup_id}/stops/{stop_id}/events", path=path, json={"type": "emptied", **at})
    do("POST /api/v1/pickups/{pickup_id}/events", path=path, json={"type": "tipped", **at})
    do("POST /api/v1/pickups/{pickup_id}/replan", path=path, json={})
    do("POST /api/v1/pickups/{pickup_id}/cancel", path=path)
    proposed = do("POST /api/v1/pickups", json={"bin_ids": ["b2", "b3"], "propose": True}).json()
    town.plan()
    do("POST /api/v1/pickups/{pickup_id}/confirm", path={"pickup_id": proposed["id"]}, json={})


def citizens(do: Recorded, state: State) -> None:
    with state.begin() as connection:
        work_items.raise_(connection, "b0", "visited_not_emptied", NOW, NOW)
    do("POST /api/v1/work-items/{number}/done", path={"number": 1})
    key = do.client.headers.pop("authorization")
    do("POST /api/v1/bins/{bin_id}/reports", path={"bin_id": "b4"}, by="")
    fields = {"service_code": "full", "attribute[bin_id]": "b5"}
    do("POST /open311/v2/requests.{kind}", path={"kind": "json"}, data=fields, by="")
    do.client.headers["authorization"] = key


def test_the_log_does_not_say_which_truck_was_where_when(client: TestClient, town: Town) -> None:
    pickup = town.planned("b0", "b1")
    town.client.post(f"/pickups/{pickup['id']}/links", json={})
    for stop in stops(pickup):
        town.report(pickup["id"], stop["stop_id"], "emptied")
    told = [client.get("audit", params={"kind": kind}).json()["items"] for kind in ("stop_event", "round_link")]
    assert [len(entries) for entries in told] == [2, 1]
    assert {entry["thing"] for entry in told[0]} == {pickup["id"]}
    vehicle = pickup["routes"][0]["vehicle"]
    assert not any(word in str(told) for word in (f"'{vehicle}'", "'b0'", "'b1'", stops(pickup)[0]["stop_id"]))


def test_the_log_is_for_admins_and_told_page_by_page(client: TestClient, town: Town, key_for: Any) -> None:
    assert client.get("audit", headers=key_for("devices", "alerts")).status_code == 403
    first = client.get("audit", params={"limit": 2, "kind": "bin"}).json()
    rest = client.get("audit", params={"limit": 9, "kind": "bin", "cursor": first["next_cursor"]}).json()
    told = first["items"] + rest["items"]
    assert [entry["thing"] for entry in told] == ["b5", "b4", "b3", "b2", "b1", "b0"]
    assert {(entry["actor"], entry["name"], entry["address"], entry["action"]) for entry in told} == {
        ("key", "tester", "testclient", "added")
    }
    assert client.get("audit", params={"thing": "b3"}).json()["items"] == [told[2]]


def test_the_whole_log_is_exported(client: TestClient, town: Town, key_for: Any) -> None:
    assert client.get("audit/export", headers=key_for("ingest")).status_code == 403
    answer = client.get("audit/export")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert len(answer.text.splitlines()) == client.get("audit").json()["items"][0]["number"]
    assert client.get("audit/export", params={"format": "csv"}).text.startswith("number,at,actor")
