"""What documents promise about people and dangers is held by tests that exist, and no figure is of a driver."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
# A truck is named where a round is planned, handed over, driven or answered, and nowhere else.
NAME_A_TRUCK = {"BookingAnswer", "FleetBody", "LinkAnswer", "LinkBody", "PickupBody", "ReplanBody", "RoundEventBody", "RouteAnswer"}

WHO_SIGNED_IN = {("SessionAnswer", "person")}  # whether a session is a person's; no figure


@pytest.mark.parametrize("page", ["personvern.md", "security.md"])
def test_each_test_that_a_page_names_is_there(page: str) -> None:
    named = NAMED_TEST.findall((ROOT / "docs" / page).read_text("utf-8"))
    assert named
    missing = [(file, test) for file, test in named if not (ROOT / file).exists() or f"def {test}" not in (ROOT / file).read_text("utf-8")]
    assert missing == []


def test_no_answer_has_a_figure_of_a_driver_and_of_a_truck_only_on_its_round() -> None:
    schemas = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))["components"]["schemas"]
    names = {(schema, name.lower()) for schema, body in schemas.items() for name in body.get("properties", {})}
    assert {schema for schema, name in names if "vehicle" in name or "truck" in name} == NAME_A_TRUCK
    about_people = {(schema, name) for schema, name in names if re.search("driver|person|employee|crew_id", name)}
    assert about_people == WHO_SIGNED_IN
    texts = [file.read_text("utf-8") for file in (ROOT / "reports").rglob("*.py")]
    assert [text for text in texts if re.search(r"\.vehicle\b|by_vehicle|driver_", text)] == []
