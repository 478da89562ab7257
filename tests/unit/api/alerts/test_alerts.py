"""Alerts are listed, read with their history, acknowledged and shelved by people whose name stays with it."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.transition import Transition, update_member
from storage.state import due
from storage.state.alerts import alerts
from storage.state.engine import State
from tests.unit.api.hand import NOW, Clock

HOUR = 3_600_000


def alert(name: str, *, at: int = NOW, kind: Any = "bin", threshold: str = "bin-full", **more: Any) -> Alert:
    member = Member(severity="warning", value=85.0, start=at, end=at, fresh_until=at + HOUR)
    body: dict[str, Any] = {
        "parameter": "fill", "averaging": "instant", "limit": 80.0, "subject": Subject(type="bin", id=f"b-{name}"), "member_type": "bin",
        "members": {f"b-{name}": member}, "severity": "warning", "raised_at": at, **more,
    }  # fmt: skip
    return Alert(id=name, threshold_id=threshold, kind=kind, **body)


@pytest.fixture
def keep(state: State) -> Callable[..., None]:
    def put(*several: Alert) -> None:
        with state.begin() as connection:
            for alert_ in several:
                alerts.keep(connection, Transition(alert_, "raised", alert_.raised_at))

    return put


def test_an_alert_is_answered_in_the_contracts_form_with_what_happened(client: TestClient, keep: Callable[..., None]) -> None:
    keep(alert("one"))
    body = client.get("alerts/one").json()
    contract = {
        "id": "one", "threshold_id": "bin-full", "kind": "bin", "subject": {"type": "bin", "id": "b-one"}, "severity": "warning",
        "state": "raised", "value": 85.0, "unit": "%", "averaging": "instant",
        "window": {"start": "2026-01-31T12:00:00.000Z", "end": "2026-01-31T12:00:00.000Z"},
        "raised_at": "2026-01-31T12:00:00.000Z", "cleared_at": None, "by": None, "note": None, "members": ["b-one"],
    }  # fmt: skip
    assert contract.items() <= body.items()
    assert [event["event"] for event in body["history"]] == ["raised"]


def test_a_list_is_newest_first_and_filtered_by_state_kind_and_since(client: TestClient, keep: Callable[..., None]) -> None:
    keep(alert("old", at=NOW - 3 * HOUR), alert("air", kind="air", at=NOW - 2 * HOUR, threshold="pm25-high"), alert("new"))
    client.post("alerts/new/acknowledge")

    def ids(**asked: object) -> list[str]:
        return [item["id"] for item in client.get("alerts", params=asked).json()["items"]]  # type: ignore[arg-type]

    assert ids() == ["new", "air", "old"]
    assert ids(state="raised") == ["air", "old"]
    assert ids(state="acknowledged") == ["new"]
    assert ids(state="open") == ["new", "air", "old"]
    assert ids(state="cleared") == []
    assert ids(kind="air") == ["air"]
    assert ids(since="2026-01-31T10:00:00Z") == ["new", "air"]
    assert ids(threshold_id="bin-full", state="raised") == ["old"]
    for wrong in ({"state": "loud"}, {"kind": "boat"}, {"since": "yesterday"}):
        assert client.get("alerts", params=wrong).status_code == 422


def test_a_long_list_comes_page_by_page(client: TestClient, keep: Callable[..., None]) -> None:
    keep(*[alert(f"a{n}", at=NOW + n // 2) for n in range(7)])
    seen: list[str] = []
    cursor = None
    while True:
        page = client.get("alerts", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [f"a{n}" for n in (6, 5, 4, 3, 2, 1, 0)]


def test_who_acknowledges_stands_with_it_and_a_second_time_changes_nothing(
    client: TestClient, keep: Callable[..., None], key_for: Callable[..., dict[str, str]], clock: Clock
) -> None:
    keep(alert("one"))
    clock.now += 60_000
    kari = key_for("alerts", name="kari")
    body = client.post("alerts/one/acknowledge", json={"note": "drar dit"}, headers=kari).json()
    assert (body["state"], body["by"], body["note"], body["acknowledged_at"]) == (
        "acknowledged", "kari", "drar dit", "2026-01-31T12:01:00.000Z",
    )  # fmt: skip
    again = client.post("alerts/one/acknowledge", json={"note": "jeg også"})
    assert (again.status_code, again.json()["by"]) == (200, "kari")
    assert [event["event"] for event in client.get("alerts/one").json()["history"]] == ["raised", "acknowledged"]


def test_shelved_for_a_reason_until_a_time_within_a_day(client: TestClient, keep: Callable[..., None], state: State) -> None:
    keep(alert("one"))
    answer = client.post("alerts/one/shelve", json={"reason": "veiarbeid", "until": "2026-01-31T14:00:00Z"})
    assert (answer.status_code, answer.json()["state"], answer.json()["shelved_until"]) == (200, "shelved", "2026-01-31T14:00:00.000Z")
    with state.read() as connection:
        assert [row.key for row in due.reached(connection, due.SHELF, NOW + 2 * HOUR)] == ["one"]
    assert client.post("alerts/one/shelve", json={"reason": "lenger"}).json()["shelved_until"] == "2026-02-01T12:00:00.000Z"


@pytest.mark.parametrize(
    "body",
    [{}, {"reason": ""}, {"reason": "  "}, {"reason": "x", "hours": 3}, {"reason": "x", "until": "2026-02-01T12:00:01Z"},
     {"reason": "x", "until": "2026-01-31T12:00:00Z"}, {"reason": "x", "until": 0}],
)  # fmt: skip
def test_what_is_no_reason_or_too_long_is_refused(client: TestClient, keep: Callable[..., None], body: dict[str, str]) -> None:
    keep(alert("one"))
    answer = client.post("alerts/one/shelve", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert client.get("alerts/one").json()["state"] == "raised"


@pytest.mark.parametrize(("action", "body"), [("acknowledge", {}), ("shelve", {"reason": "x"})])
def test_what_is_over_or_not_there_or_not_allowed(
    client: TestClient, keep: Callable[..., None], state: State, key_for: Callable[..., dict[str, str]], action: str, body: dict[str, str]
) -> None:
    keep(alert("one"))
    assert client.post(f"alerts/one/{action}", json=body, headers=key_for("devices")).status_code == 403
    assert client.post(f"alerts/none/{action}", json=body).status_code == 404
    with state.begin() as connection:
        alerts.keep(connection, update_member(alert("one"), "b-one", None, NOW))
    assert client.post(f"alerts/one/{action}", json=body).status_code == 409
    assert client.get("alerts/none").status_code == 404


def test_alerts_are_not_public(anonymous: TestClient) -> None:
    assert anonymous.get("alerts").status_code == 401


def test_an_old_value_is_said_to_be_no_news(client: TestClient, keep: Callable[..., None], clock: Clock) -> None:
    keep(alert("one"))
    assert client.get("alerts/one").json()["no_data"] is False
    clock.now += HOUR + 1
    assert client.get("alerts/one").json()["no_data"] is True
