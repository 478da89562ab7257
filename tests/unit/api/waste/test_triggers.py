"""Triggers and decisions are answered as the contract has them, and a past decision is answered as it was."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.web.services import Services
from config.catalogue import Catalogue
from config.plan import SHIPPED
from config.sections.planning_settings import Planning
from config.settings import Settings
from config.waste import load_waste
from domain.duration import DAY
from domain.waste.decision.trigger import DueBin, Trigger, withdraw
from domain.waste.forecast.demand import unknown_demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from storage.readings.protocol import Readings
from storage.state.engine import State
from storage.state.waste import beliefs, triggers
from tests.unit.api.hand import NOW, Broker, Clock

RULES = load_waste().demand
BIN = {"name": "Storgata 1", "lat": 59.9, "lon": 10.7, "fraction": "rest", "capacity_l": 660}


def believed(bin_id: str, fill: float, known_at: int) -> Belief:
    outlook = Outlook(since=known_at, content=((fill / 100, 1.0),), demand=unknown_demand(RULES), rate=0.05, rules=RULES)
    return Belief(bin_id=bin_id, known_at=known_at, time=known_at, fill=fill, outlook=outlook, silent_after=known_at + 5 * DAY)


def kept(state: State, *triggers_: Trigger) -> None:
    with state.begin() as connection:
        for trigger_ in triggers_:
            triggers.keep(connection, trigger_, new=True)


def trigger(name: str, at: int, **more: str) -> Trigger:
    due = DueBin(bin_id="b", reason="full", fill=96.5, full_at=at, probability=0.9)
    where = {"area": "all", "fraction": "rest", **more}
    return Trigger(id=name, raised_at=at, latest_departure=at + 3_600_000, bins=(due,), **where)


def test_a_trigger_is_told_in_the_contracts_form(client: TestClient, state: State) -> None:
    kept(state, trigger("t1", NOW))
    expected = {
        "id": "t1",
        "raised_at": "2026-01-31T12:00:00.000Z",
        "latest_departure": "2026-01-31T13:00:00.000Z",
        "area": "all",
        "fraction": "rest",
        "bins": [{"bin_id": "b", "reason": "full", "fill": 96.5, "full_at": "2026-01-31T12:00:00.000Z", "probability": 0.9}],
        "state": "open",
        "pickup_id": None,
    }
    assert client.get("pickups/triggers").json() == {"items": [expected], "next_cursor": None}
    assert client.get("pickups/triggers/t1").json() == expected
    assert client.get("pickups/triggers/t2").status_code == 404


def test_triggers_are_listed_newest_first_page_by_page_and_filtered(client: TestClient, state: State) -> None:
    kept(state, withdraw(trigger("t1", NOW), NOW), trigger("t2", NOW + 1, area="north"), trigger("t3", NOW + 2, fraction="paper"))

    def listed(**query: object) -> list[str]:
        return [item["id"] for item in client.get("pickups/triggers", params=query).json()["items"]]

    assert listed() == ["t3", "t2", "t1"]
    assert listed(state="withdrawn") == ["t1"]
    assert listed(area="north") == ["t2"]
    assert listed(fraction="paper") == ["t3"]
    assert listed(since=(NOW + 1) / 1000) == ["t3", "t2"]
    page = client.get("pickups/triggers", params={"limit": 2}).json()
    assert listed(cursor=page["next_cursor"]) == ["t1"]


def test_triggers_and_decisions_need_a_key(anonymous: TestClient) -> None:
    assert anonymous.get("pickups/triggers").status_code == 401
    assert anonymous.get("pickups/decision").status_code == 401


def test_a_decision_says_what_to_do_and_what_it_costs(client: TestClient, state: State) -> None:
    client.put("bins/full", json=BIN)
    client.put("bins/low", json={**BIN, "fraction": "paper"})
    with state.begin() as connection:
        beliefs.put(connection, [believed("full", 97.0, NOW), believed("low", 5.0, NOW)])
    answer = client.get("pickups/decision").json()
    assert (answer["at"], answer["send"]) == ("2026-01-31T12:00:00.000Z", True)
    assert [(due["bin_id"], due["reason"], due["fill"]) for due in answer["bins"]] == [("full", "full", 97.0)]
    assert answer["latest_departure"] == "2026-02-02T06:00:00.000Z"  # Monday 07:00 in Oslo: no truck leaves on a Saturday afternoon
    assert answer["overflow_if_waiting"] > answer["overflow_if_sent"] >= 0
    assert answer["km_if_sent"] >= 0
    assert client.get("pickups/decision", params={"fraction": "paper"}).json()["send"] is False
    assert client.get("pickups/decision", params={"fraction": "glass"}).json()["bins"] == []


def test_a_fleet_without_collection_days_has_no_departure(client: TestClient, state: State) -> None:
    client.put("bins/full", json=BIN)
    with state.begin() as connection:
        beliefs.put(connection, [believed("full", 97.0, NOW)])
    client.put("fleet", json={"depots": [], "tips": [], "vehicles": [], "collection_days": []})
    answer = client.get("pickups/decision").json()
    assert (answer["send"], answer["departure"], answer["latest_departure"]) == (True, None, "2026-01-31T12:00:00.000Z")
    assert [bin_["reason"] for bin_ in answer["bins"]] == ["full"]


def test_a_decision_reckons_by_the_town_s_own_plan_file(
    client: TestClient, state: State, readings: Readings, catalogue: Catalogue, clock: Clock, broker: Broker, tmp_path: Path
) -> None:
    for number in range(2):
        client.put(f"bins/b{number}", json={**BIN, "lat": 59.9 + number / 10})
    with state.begin() as connection:
        beliefs.put(connection, [believed(f"b{number}", 97.0, NOW) for number in range(2)])
    shipped = client.get("pickups/decision").json()
    plan = tmp_path / "plan.toml"
    text = SHIPPED.read_text(encoding="utf-8").replace("detour_factor = 1.35", "detour_factor = 2.7")
    plan.write_text(text.replace('"Europe/Oslo"', '"Europe/Helsinki"'), encoding="utf-8")
    settings = Settings(data_dir=tmp_path, planning=Planning(plan_file=plan))
    client.app.state.services = Services(  # type: ignore[attr-defined]  # FastAPI's own
        settings=settings, state=state, readings=readings, catalogue=catalogue, clock=clock, publisher=broker
    )
    own = client.get("pickups/decision").json()
    assert own["km_if_sent"] == pytest.approx(2 * shipped["km_if_sent"], abs=0.11)  # both are rounded to 0.1 km
    assert own["km_if_sent"] > 1
    assert (shipped["departure"], own["departure"]) == ("2026-02-02T06:00:00.000Z", "2026-02-02T05:00:00.000Z")


def test_an_area_is_a_tag(client: TestClient, state: State) -> None:
    client.put("bins/full", json={**BIN, "tags": ["north", "school"]})
    with state.begin() as connection:
        beliefs.put(connection, [believed("full", 97.0, NOW)])
    assert [client.get("pickups/decision", params={"area": area}).json()["send"] for area in ("north", "school", "all", "south")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_past_decision_is_answered_as_it_was_then(client: TestClient, state: State, clock: Clock) -> None:
    client.put("bins/b", json=BIN)
    with state.begin() as connection:
        beliefs.put(connection, [believed("b", 97.0, NOW)])
    first = client.get("pickups/decision").json()
    clock.now = NOW + DAY
    client.post("bins/b/reports")
    with state.begin() as connection:
        beliefs.put(connection, [believed("b", 3.0, NOW + DAY)])
    assert client.put("fleet", json={"depots": [], "tips": [], "vehicles": [], "collection_days": [3]}).status_code == 200
    assert client.get("pickups/decision", params={"at": first["at"]}).json() == first
    assert [due["reason"] for due in client.get("pickups/decision").json()["bins"]] == ["report"]


def test_what_is_not_known_yet_or_no_more_is_refused(client: TestClient) -> None:
    for at in ((NOW + 60_000) / 1000, (NOW - 91 * DAY) / 1000):
        answer = client.get("pickups/decision", params={"at": at})
        assert answer.status_code == 422
        assert "at" in answer.json()["detail"]
