"""The fleet is kept as it was put, and only where it holds together."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.unit.api.pickup_town import FLEET


def test_the_fleet_is_empty_until_one_is_named_and_then_as_it_was_put(client: TestClient) -> None:
    empty = client.get("/fleet").json()
    assert (empty["vehicles"], empty["depots"]) == ([], [])
    assert client.put("/fleet", json=FLEET).json() == FLEET
    assert client.get("/fleet").json() == FLEET
    assert client.put("/fleet", json=client.get("/fleet").json()).status_code == 200


def test_a_part_of_a_fleet_is_refused_and_empties_nothing(client: TestClient) -> None:
    client.put("/fleet", json=FLEET)
    for part in FLEET:
        answer = client.put("/fleet", json={name: rows for name, rows in FLEET.items() if name != part})
        assert answer.status_code == 422
        assert f"{part}: missing. This replaces the whole fleet" in answer.json()["detail"]
        assert client.get("/fleet").json() == FLEET
    assert "depots, tips, collection_days: missing" in client.put("/fleet", json={"vehicles": []}).json()["detail"]
    assert client.put("/fleet", json={**FLEET, "vehicles": []}).json() == {**FLEET, "vehicles": []}


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"depots": []}, "there is no depot"),
        ({"collection_days": [7]}, "collection_days"),
        ({"vehicles": [{**FLEET["vehicles"][0], "shift": ["14:00", "06:00"]}]}, "shift"),
        ({"vehicles": [FLEET["vehicles"][0], FLEET["vehicles"][0]]}, "twice"),
        ({"trucks": []}, "there is no such field"),
        ({"depots": [{**FLEET["depots"][0], "lat": True}]}, "depots.0.lat"),
        ({"depots": [{**FLEET["depots"][0], "lat": "60.8"}]}, "depots.0.lat"),
        ({"collection_days": [True]}, "collection_days.0"),
        ({"vehicles": [{**FLEET["vehicles"][0], "shift": ["٠٦:٠٠", "14:00"]}]}, "is not a time of day"),
        ({"vehicles": [{**FLEET["vehicles"][0], "capacities": {"": {"litres": 1, "kg": 1}}}]}, "capacities"),
        ({"tips": [{**FLEET["tips"][0], "fractions": ["rest\u0000avfall"]}]}, "fractions"),
    ],
)
def test_a_fleet_that_does_not_hold_together_is_refused_with_a_reason(client: TestClient, changed: dict[str, Any], detail: str) -> None:
    answer = client.put("/fleet", json={**FLEET, **changed})
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]
