"""The map's points are the list's rows: packed once for each version, and another version where a fact differs."""

import gzip
import json
from dataclasses import replace

import pytest

from api.pages.waste.map_points import MapPoints, NewestPoints, version_of
from api.text.language import words
from domain.device import Bin
from tests.unit.api.pages.things import names, registry
from tests.unit.api.pages.waste.bins import row

ROWS = [row("a", mark="must"), row("b")]
BINS = [Bin(id=name, name="Torget 1", lat=59.1, lon=10.7, fraction="papir", capacity_l=660, valid_from=0) for name in ("a", "b")]
NAMES = names(registry(*BINS))


def test_points_carry_what_the_rows_say_with_the_lists_names() -> None:
    answer = json.loads(gzip.decompress(MapPoints(version="v", rows=ROWS).in_language(NAMES)))
    assert answer["row"] == "/avfall/{id}/rad"
    assert answer["points"] == [
        {"id": "a", "name": NAMES.bin("a"), "lat": 59.12346, "lon": 10.76543, "state": "must", "groups": ["must"], "fraction": "papir"},
        {"id": "b", "name": NAMES.bin("b"), "lat": 59.12346, "lon": 10.76543, "state": "room", "groups": [], "fraction": "papir"},
    ]
    assert NAMES.bin("a") == "Torget 1 nr. 1", "two bins at one address are told apart on the map too"


def test_points_are_packed_once_a_language() -> None:
    points = MapPoints(version="v", rows=ROWS)
    english = NAMES.in_language(words("en"))
    assert points.in_language(NAMES) is points.in_language(NAMES)
    assert points.in_language(english) is points.in_language(english)
    assert points.in_language(english) != points.in_language(NAMES)


@pytest.mark.parametrize(
    "change", [{"mark": "soon"}, {"lat": 59.2}, {"name": "Torget 2"}, {"fraction": "restavfall"}, {"groups": frozenset({"day"})}]
)
def test_another_fact_of_one_bin_is_another_version(change: dict[str, object]) -> None:
    assert version_of(ROWS) == version_of([replace(bin_) for bin_ in ROWS])
    assert version_of(ROWS) != version_of([ROWS[0], replace(ROWS[1], **change)])  # type: ignore[arg-type]


def test_the_newest_version_is_kept_for_its_map() -> None:
    newest = NewestPoints()
    assert newest.get("") is None
    points = newest.of(ROWS)
    assert newest.get(points.version) is points
    assert newest.of(list(ROWS)) is points, "the same facts are not packed again"
    newest.of(ROWS[:1])
    assert newest.get(points.version) is None
