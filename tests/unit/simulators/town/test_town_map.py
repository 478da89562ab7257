"""The town's map has its river, roads, streets and names where its bins and sites stand."""

import json

from simulators.town.places import SPOTS
from simulators.town.streets import streets
from simulators.town.town import town
from simulators.town.town_map import town_map


def named(kind: str, seed: int = 1) -> set[str]:
    return {feature["properties"]["name"] for feature in town_map(seed)["features"] if feature["properties"]["kind"] == kind}


def test_every_street_and_site_of_the_town_is_on_its_map() -> None:
    assert named("street") == {street.name for street in streets(1)}
    assert named("place") == {spot.name for spot in SPOTS}
    assert named("water") == {"Elva", "Myrtjernet"}
    assert {str(body["name"]).rsplit(" ", 1)[0] for body in town(1).bins.values()} <= named("street")


def test_a_map_is_the_seeds_own_and_small() -> None:
    assert town_map(7) == town_map(7)
    assert town_map(7) != town_map(8)
    assert len(json.dumps(town_map(7))) < 40_000


def test_areas_are_closed_and_positions_are_longitude_before_latitude() -> None:
    for feature in town_map(1)["features"]:
        coordinates = feature["geometry"]["coordinates"]
        course = {"Point": [coordinates], "LineString": coordinates, "Polygon": coordinates[0]}[feature["geometry"]["type"]]
        assert feature["geometry"]["type"] != "Polygon" or course[0] == course[-1]
        assert all(11.4 < lon < 11.8 and 60.8 < lat < 61.0 for lon, lat in course)
