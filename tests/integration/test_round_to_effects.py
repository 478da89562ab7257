"""From outside: a round is proposed, confirmed, driven and reported; effects count it within the minute and nothing of other times."""

from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bysans.clock import now
from config.fleet import SIMULATED_TOWN, FleetForm, load_fleet
from tests.integration.service import Service
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.process import wait_until

MINUTE_S = 60
FLEET = FleetForm.of(load_fleet(SIMULATED_TOWN)).model_dump(mode="json")
EVERY_DAY = {
    **FLEET,
    "collection_days": list(range(7)),
    "vehicles": [{**vehicle, "shift": ["00:00", "23:59"]} for vehicle in FLEET["vehicles"]],
}


def figures(service: Service, **period: object) -> dict[str, Any]:
    effects = service.ask("GET", "/effects", params=period).json()
    return {figure["name"]: figure for figure in (*effects["waste"], *effects["air"])}


def planned(service: Service, pickup_id: str, state: str) -> dict[str, Any]:
    wait_until(lambda: service.ask("GET", f"/pickups/{pickup_id}").json()["state"] == state, f"the round was {state}", 60)
    return dict(service.ask("GET", f"/pickups/{pickup_id}").json())


@pytest.mark.timeout(180)
def test_a_driven_round_is_counted_within_the_minute_and_a_time_without_data_is_unknown(tmp_path: Path) -> None:
    with EmbeddedBroker(tmp_path / "broker") as broker:
        settings = {"mqtt": {"url": broker.url, "protocol": "3.1.1"}}
        with Service(tmp_path / "service", settings) as service:
            service.ask("PUT", "/fleet", json=EVERY_DAY)
            for number in range(5):
                place = {"lat": 60.87 + number / 500, "lon": 11.56 + number / 400}
                body = {"name": f"Torget {number}", "fraction": "restavfall", "capacity_l": 660, **place}
                service.ask("PUT", f"/bins/b{number}", json=body)
            asked = {"bin_ids": ["b0", "b1", "b2"], "optional_bin_ids": ["b3", "b4"], "propose": True}
            proposal = planned(service, service.ask("POST", "/pickups", json=asked).json()["id"], "proposed")
            assert proposal["selection"]["whole"]["stops"] == proposal["selection"]["without_optional"]["stops"] + 2
            service.ask("POST", f"/pickups/{proposal['id']}/replan", json={"along": "none"})
            proposal = planned(service, proposal["id"], "proposed")
            assert figures(service)["rounds"]["value"] is None, "a proposal is no record of collecting"
            round_ = service.ask("POST", f"/pickups/{proposal['id']}/confirm", json={}).json()
            stops = [stop for route in round_["routes"] for stop in route["stops"]]
            assert {stop["bin_id"] for stop in stops} == {"b0", "b1", "b2"}
            reported_at = monotonic()
            for number, stop in enumerate(stops):
                what = {"type": "could_not", "reason": "damaged"} if number == 1 else {"type": "emptied"}
                service.ask("POST", f"/pickups/{round_['id']}/stops/{stop['stop_id']}/events", json={**what, "time": now() / 1000})
            wait_until(lambda: figures(service)["rounds"]["value"] == 1, "effects counted the round", MINUTE_S)
            assert monotonic() - reported_at < MINUTE_S
            counted = figures(service)
            assert counted["km"]["value"] == pytest.approx(round_["routes"][0]["km"], abs=0.01)
            wait_until(lambda: figures(service)["emptyings"]["value"] == 2, "effects counted the emptyings", MINUTE_S)
            (item,) = service.items("/work-items", state="open")
            assert (item["kind"], item["bin_id"]) == ("damaged", stops[1]["bin_id"])
            settled = service.ask("POST", f"/work-items/{item['id']}/done", json={"note": "new lid"}).json()
            assert (settled["by"], settled["note"]) == ("tests", "new lid")
            june = figures(service, start="2023-06-01T00:00:00Z", end="2023-07-01T00:00:00Z")
            assert {name: figure["value"] for name, figure in june.items() if figure["value"] is not None} == {}
            assert all(figure["note"] for figure in june.values()), "each says why it is unknown"
