"""A round is told to navigation devices and maps as well."""

import json
from pathlib import Path
from xml.etree import ElementTree

from tests.unit.api.pickup_town import Town, stops


def test_a_form_that_a_round_is_not_told_in_is_not_found(town: Town) -> None:
    pickup = town.planned("b0")
    assert town.client.get(f"/pickups/{pickup['id']}.pdf").status_code == 404


def test_a_round_is_told_as_geojson_and_gpx(town: Town, tmp_path: Path) -> None:
    pickup = town.planned("b0", "b1")
    answer = town.client.get(f"/pickups/{pickup['id']}.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    features = json.loads(answer.text)["features"]
    line = next(one for one in features if one["geometry"]["type"] == "LineString")
    assert line["geometry"]["coordinates"][0] == [11.5901, 60.8672] == line["geometry"]["coordinates"][-1]
    points = {one["properties"]["stop_id"]: one["geometry"]["coordinates"] for one in features if one["properties"]["kind"] == "stop"}
    assert points == {stop["stop_id"]: [stop["lon"], stop["lat"]] for stop in stops(pickup)}
    answer = town.client.get(f"/pickups/{pickup['id']}.gpx")
    assert answer.headers["content-type"] == "application/gpx+xml"
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    (rte,) = ElementTree.fromstring(answer.text).findall("g:rte", space)
    told = [(point.get("lat"), point.get("lon")) for point in rte.findall("g:rtept", space)]
    assert told == [(f"{lat:.6f}", f"{lon:.6f}") for lon, lat in line["geometry"]["coordinates"]]


def test_bins_at_one_address_are_told_apart_in_every_answer_as_the_pages_tell_them_apart(town: Town) -> None:
    for name, fraction in (("x1", "restavfall"), ("x2", "restavfall"), ("x3", "papir")):
        town.put_bin(name, name="Torget 1", fraction=fraction)
    pickup = town.planned("x1", "x2")
    names = sorted(stop["name"] for stop in stops(pickup))
    assert names == ["Torget 1 nr. 1, restavfall", "Torget 1 nr. 2, restavfall"]
    gpx = town.client.get(f"/pickups/{pickup['id']}.gpx").text
    geojson = town.client.get(f"/pickups/{pickup['id']}.geojson").text
    (listed,) = town.client.get("/pickups").json()["items"]
    assert all(name in gpx and name in geojson for name in names)
    assert sorted(stop["name"] for stop in stops(listed)) == names
