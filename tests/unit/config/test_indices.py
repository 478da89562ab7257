"""Every class of the three indices, written out here and not read from config/: at its bound, just under it, just over it."""

from collections.abc import Mapping
from datetime import date
from math import inf, nextafter
from pathlib import Path

import pytest

from config.indices import load_indices, scale_at
from config.toml_file import ConfigError
from domain.air.indices.index import judge

INDICES = load_indices()
NORWAY = {"pm25": (30, 50, 150), "pm10": (60, 120, 400), "no2": (100, 200, 400), "o3": (100, 180, 240), "so2": (100, 350, 500)}
EUROPE = {
    "pm25": (5, 15, 50, 90, 140), "pm10": (15, 45, 120, 195, 270), "no2": (10, 25, 60, 100, 150),
    "o3": (60, 100, 120, 160, 180), "so2": (20, 40, 125, 190, 275),
}  # fmt: skip


def bounds(table: Mapping[str, tuple[int, ...]]) -> list[tuple[str, int, int]]:
    return [(parameter, bound, number) for parameter, row in table.items() for number, bound in enumerate(row, start=1)]


@pytest.mark.parametrize(("parameter", "bound", "below"), bounds(NORWAY))
def test_norwegian_classes_the_lower_bound_belongs_to_the_class(parameter: str, bound: int, below: int) -> None:
    bands = INDICES["norway"][0].bands[parameter]
    around = [bands.class_of(mean) for mean in (nextafter(bound, -inf), bound, nextafter(bound, inf))]
    assert around == [below, below + 1, below + 1]


@pytest.mark.parametrize(("parameter", "bound", "band"), bounds(EUROPE))
def test_european_bands_of_2024_the_upper_bound_belongs_to_the_band(parameter: str, bound: int, band: int) -> None:
    bands = INDICES["eaqi-2024"][0].bands[parameter]
    around = [bands.class_of(mean) for mean in (nextafter(bound, -inf), bound, nextafter(bound, inf))]
    assert around == [band, band, band + 1]


@pytest.mark.parametrize(
    ("concentration", "category"),
    [
        (0.0, 1), (9.0, 1), (9.05, 1), (9.0999, 1), (9.1, 2), (35.4, 2), (35.49, 2), (35.5, 3), (55.4, 3), (55.5, 4), (125.4, 4),
        (125.5, 5), (225.4, 5), (225.49, 5), (225.5, 6), (5000.0, 6), (-1.0, 1),
    ],
)  # fmt: skip
def test_us_aqi_of_pm25_is_cut_to_a_tenth_before_its_class_is_looked_up(concentration: float, category: int) -> None:
    [scale] = INDICES["us-aqi"]
    assert scale.bands["pm25"].class_of(scale.judged(concentration)) == category


def test_each_index_knows_its_parameters_and_class_names() -> None:
    assert {name: (set(scales[0].bands), len(scales[0].class_names)) for name, scales in INDICES.items()} == {
        "norway": (set(NORWAY), 4),
        "eaqi-2024": (set(EUROPE), 6),
        "us-aqi": ({"pm25"}, 6),
    }
    assert INDICES["norway"][0].class_names == ("Lite", "Moderat", "Høyt", "Svært høyt")


def test_what_is_from_memory_says_so() -> None:
    sources = INDICES["norway"][0].sources
    assert {parameter for parameter, source in sources.items() if source.endswith("M")} == {"so2"}


def test_exactly_400_is_the_highest_class_and_not_the_lowest() -> None:
    bands = INDICES["norway"][0].bands
    assert judge(bands, {"pm10": 400.0}).overall == judge(bands, {"no2": 400.0}).overall == 4


def test_norways_aqi_stands_beside_its_class() -> None:
    [scale] = INDICES["norway"]
    assert scale.number("pm25", 40.0) == 2.5
    assert INDICES["eaqi-2024"][0].number("pm25", 40.0) is None
    assert INDICES["us-aqi"][0].number("pm25", 35.4) == 100


FILE = """[[versions]]
valid_from = {day}
class_names = ["Low", "High"]
averaging = "hour"
upper_inclusive = false
source = "test V"
bounds.pm25 = [{bound}]
"""


def test_the_version_of_its_time_judges(tmp_path: Path) -> None:
    text = FILE.format(day="2020-01-01", bound=30) + FILE.format(day="2027-01-01", bound=15)
    (tmp_path / "town.toml").write_text(text, encoding="utf-8")
    versions = load_indices(tmp_path)["town"]
    at = {day: scale_at(versions, day).bands["pm25"].bounds for day in (date(2010, 1, 1), date(2026, 12, 31), date(2027, 1, 1))}
    assert list(at.values()) == [(30.0,), (30.0,), (15.0,)]


@pytest.mark.parametrize(("bound", "message"), [("30, 20", "bounds must ascend"), ("20, 30", "there are 2 classes, so 1 bounds")])
def test_bounds_that_make_no_sense_are_told(tmp_path: Path, bound: str, message: str) -> None:
    (tmp_path / "town.toml").write_text(FILE.format(day="2020-01-01", bound=bound), encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_indices(tmp_path)
