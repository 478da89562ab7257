"""Emptyings, citizens' reports and work items: who may say and see what."""

from collections.abc import Callable
from dataclasses import replace

from fastapi.testclient import TestClient

from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.transition import Transition
from domain.duration import HOUR, MINUTE
from domain.waste.level.bin_state import BinRules, unknown_bin
from domain.waste.level.estimate import LevelEstimate
from storage.state.alerts import alerts
from storage.state.engine import State
from storage.state.waste import bin_reports, bin_states, emptyings, work_items
from storage.state.waste.emptyings import Emptying
from tests.bin_judge import RULES
from tests.unit.api.hand import NOW, Clock
from tests.unit.api.waste.test_triggers import BIN


def emptying(time: int, **more: object) -> Emptying:
    values: dict[str, object] = {"status": "detected", "before": 80.5, "after": 2.0, "evidence": ("drop", "tilt"), "confidence": 0.99}
    return Emptying(bin_id="b", time=time, known_at=time + 900_000, **{**values, **more})  # type: ignore[arg-type]


def test_emptyings_are_told_newest_first_and_without_those_retracted(client: TestClient, state: State) -> None:
    client.put("bins/b", json=BIN)
    with state.begin() as connection:
        emptyings.put(connection, [emptying(NOW), emptying(NOW + 1000), emptying(NOW + 2000, status="confirmed", before=None)])
        emptyings.retract(connection, "b", NOW + 1000)
    page = client.get("bins/b/emptyings", params={"limit": 1}).json()
    assert page["items"] == [
        {
            "bin_id": "b",
            "time": "2026-01-31T12:00:02.000Z",
            "known_at": "2026-01-31T12:15:02.000Z",
            "status": "confirmed",
            "fill_before": None,
            "fill_after": 2.0,
            "evidence": ["drop", "tilt"],
            "confidence": 0.99,
        }
    ]
    rest = client.get("bins/b/emptyings", params={"cursor": page["next_cursor"]}).json()
    assert [(item["time"], item["fill_before"]) for item in rest["items"]] == [("2026-01-31T12:00:00.000Z", 80.5)]
    assert client.get("bins/b/emptyings", params={"since": NOW / 1000 + 1}).json()["items"][0]["status"] == "confirmed"


def test_emptyings_of_a_bin_that_there_is_not(client: TestClient, anonymous: TestClient) -> None:
    assert client.get("bins/none/emptyings").status_code == 404
    assert anonymous.post("bins/none/reports").status_code == 404


def test_anybody_reports_a_full_bin_and_nothing_is_kept_of_them(client: TestClient, state: State) -> None:
    client.put("bins/b", json=BIN)
    del client.headers["Authorization"]
    answer = client.post("bins/b/reports", json={"what": "full"})
    assert answer.status_code == 201
    assert answer.json() == {"bin_id": "b", "what": "full", "time": "2026-01-31T12:00:00.000Z", "request": 1, "reports": 1}
    assert "set-cookie" not in answer.headers
    assert client.post("bins/b/reports").status_code == 201
    assert client.post("bins/b/reports", json={"what": "on fire"}).status_code == 422
    with state.read() as connection:
        assert bin_reports.newest(connection, NOW, 0) == {"b": NOW}


def test_reports_are_counted_by_address(client: TestClient) -> None:
    client.put("bins/b", json=BIN)
    codes = [client.post("bins/b/reports").status_code for _ in range(12)]
    assert codes == [201] * 10 + [429] * 2
    assert int(client.post("bins/b/reports").headers["Retry-After"]) > 0


def test_a_work_item_is_settled_once_by_name(
    client: TestClient, state: State, clock: Clock, key_for: Callable[..., dict[str, str]]
) -> None:
    with state.begin() as connection:
        work_items.raise_(connection, "b", "visited_not_emptied", NOW, NOW + 5)
        work_items.raise_(connection, "b", "visited_not_emptied", NOW, NOW + 9)
    (item,) = client.get("work-items", params={"state": "open"}).json()["items"]
    assert (item["kind"], item["done_at"]) == ("visited_not_emptied", None)
    assert client.post(f"work-items/{item['id']}/done", headers=key_for("alerts")).status_code == 403
    done = client.post(f"work-items/{item['id']}/done", json={"note": "Sto på feil plass"}, headers=key_for("pickups", name="Kari")).json()
    assert (done["by"], done["note"], done["done_at"]) == ("Kari", "Sto på feil plass", "2026-01-31T12:00:00.000Z")
    clock.now += 1000
    assert client.post(f"work-items/{item['id']}/done").json() == done
    assert client.get("work-items", params={"state": "open"}).json()["items"] == []
    assert client.get("work-items", params={"state": "done", "bin_id": "b"}).json()["items"] == [done]
    assert client.post("work-items/99/done").status_code == 404


def test_a_bin_is_shown_as_watch_estimates_it(client: TestClient, state: State, measured: Callable[..., None], clock: Clock) -> None:
    client.put("bins/b", json=BIN)
    client.put("devices/s", json={"kind": "bin", "model": "generic", "interval_s": 3600, "bin": "b"})
    measured("s", fill=99.0)  # one reading that nothing bears out
    keep(state, LevelEstimate(level=40.0, time=NOW, last_seen=NOW, confirmed=True), RULES)
    answer = client.get("bins/b").json()
    assert (answer["fill"], answer["state"], answer["last_emptied"]) == (40.0, "ok", "2026-01-31T11:59:59.000Z")
    assert answer["full_at"] == {"p10": "2026-01-31T12:00:00.001Z", "p50": "2026-01-31T12:00:00.002Z", "p90": None}
    keep(state, LevelEstimate(level=40.0, time=NOW, last_seen=NOW, fault="lid_open", fault_count=1), RULES)
    assert client.get("bins/b").json()["state"] == "ok"
    keep(state, LevelEstimate(level=40.0, time=NOW, last_seen=NOW, fault="lid_open", fault_count=2), RULES)
    assert client.get("bins/b").json()["state"] == "fault"
    clock.now += 3 * 3_600_000 + 1
    assert client.get("bins/b").json()["state"] == "no_data"


def test_a_crews_report_counts_at_once_and_is_told_apart_from_what_the_sensor_saw(
    client: TestClient, state: State, measured: Callable[..., None]
) -> None:
    client.put("bins/b", json=BIN)
    client.put("devices/s", json={"kind": "bin", "model": "generic", "interval_s": 3600, "bin": "b"})
    measured("s", fill=97.0)
    full = LevelEstimate(level=97.0, time=NOW, last_seen=NOW, confirmed=True)
    keep(state, full, RULES, reported_at=NOW + MINUTE)
    answer = client.get("bins/b").json()
    assert (answer["fill"], answer["state"], answer["last_emptied"]) == (0.0, "ok", "2026-01-31T12:01:00.000Z")
    assert answer["emptied_report"] == {"time": "2026-01-31T12:01:00.000Z", "status": "unconfirmed"}
    assert client.put("bins/b", json=answer).json()["emptied_report"] == answer["emptied_report"]
    keep(state, replace(full, time=NOW + HOUR), RULES, reported_at=NOW + MINUTE)
    answer = client.get("bins/b").json()
    assert (answer["fill"], answer["state"], answer["last_emptied"]) == (97.0, "full", "2026-01-31T11:59:59.000Z")
    assert answer["emptied_report"] == {"time": "2026-01-31T12:01:00.000Z", "status": "contradicted"}


def test_an_alert_that_the_bin_is_full_says_what_its_crew_reports_and_that_the_sensor_denies_it(client: TestClient, state: State) -> None:
    member = Member(severity="critical", value=97.0, start=NOW, end=NOW, fresh_until=NOW + HOUR)
    alert = Alert(
        id="a", threshold_id="bin-full", kind="bin", parameter="fill", averaging="instant", limit=80.0, subject=Subject(type="bin", id="b"),
        member_type="bin", members={"b": member}, severity="critical", raised_at=NOW,
    )  # fmt: skip
    with state.begin() as connection:
        alerts.keep(connection, Transition(alert, "raised", NOW))
    full = LevelEstimate(level=97.0, time=NOW, last_seen=NOW, confirmed=True)
    for measured_at, reported_at, report in (
        (NOW, None, None),
        (NOW, NOW + MINUTE, {"time": "2026-01-31T12:01:00.000Z", "status": "unconfirmed"}),
        (NOW + HOUR, NOW + MINUTE, {"time": "2026-01-31T12:01:00.000Z", "status": "contradicted"}),
    ):
        keep(state, replace(full, time=measured_at), RULES, reported_at=reported_at)
        assert [item["emptied_report"] for item in client.get("alerts").json()["items"]] == [report]
        assert client.get("alerts/a").json()["emptied_report"] == report
        assert client.post("alerts/a/acknowledge").json()["emptied_report"] == report


def keep(state: State, estimate: LevelEstimate, rules: BinRules, reported_at: int | None = None) -> None:
    state_ = replace(unknown_bin("b", rules), estimate=estimate, emptied_at=NOW - 1000, reported_at=reported_at)
    with state.begin() as connection:
        bin_states.put(connection, [(state_, (NOW + 1, NOW + 2, None))])
