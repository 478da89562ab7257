"""A site's index says what decided it, and whether the site stands alone."""

from datetime import date

from domain.air.indices.index import Bands
from domain.air.indices.scale import Scale
from domain.air.indices.site_index import SiteIndex, site_indices
from domain.air.windows import Grade, SiteHour
from domain.duration import HOUR

NOW = 500_000 * HOUR
BANDS = {
    "pm25": Bands(bounds=(30.0, 50.0, 150.0), upper_inclusive=False),
    "no2": Bands(bounds=(100.0, 200.0, 400.0), upper_inclusive=False),
}
SCALE = Scale(
    name="i", version=date(2025, 1, 1), class_names=("a", "b", "c", "d"), averaging="hour", bands=BANDS, sources={}, table={}
)  # fmt: skip
PLACES = {
    "square": (59.26, 10.40),
    "bridge": (59.27, 10.41),
    "park": (59.25, 10.42),
    "school": (59.26, 10.42),
    "station": (59.25, 10.41),
    "far": (61.0, 10.0),
}


def hour(
    site: str, mean: float, parameter: str = "pm25", *, age: int = 0, grade: Grade = Grade.INDICATIVE, at_least: bool = False
) -> SiteHour:
    return SiteHour(site, parameter, NOW - age * HOUR, mean, 6, 6, True, ("d",), grade, at_least)


def index(*hours: SiteHour) -> SiteIndex:
    """Return the index at the square."""
    by_site: dict[str, list[SiteHour]] = {}
    for row in hours:
        by_site.setdefault(row.site, []).append(row)
    return site_indices(SCALE, by_site, PLACES, NOW, over=True, sites=["square"])["square"]


def test_the_worst_parameter_decides_and_the_hour_before_is_kept() -> None:
    told = index(hour("square", 40.0), hour("square", 20.0, "no2"), hour("square", 25.0, age=1))
    assert (told.verdict.overall, told.verdict.worst, told.before) == (2, "pm25", {"pm25": 25.0})
    assert not told.in_doubt


def test_a_sensor_that_alone_says_that_the_air_is_bad_is_in_doubt() -> None:
    told = index(hour("square", 780.0), hour("bridge", 12.0), hour("park", 14.0), hour("far", 900.0))
    assert (told.verdict.overall, told.isolated, told.in_doubt) == (4, {"pm25"}, True)


def test_neither_another_hour_of_a_neighbour_nor_an_invalid_one_confirms_smoke() -> None:
    clean = [hour("bridge", 12.0), hour("park", 14.0)]
    smoky = [hour("bridge", 700.0, age=1), hour("station", 700.0)._replace(valid=False)]
    told = index(hour("square", 780.0), *clean, *smoky)
    assert (told.isolated, told.alone) == ({"pm25"}, {"pm25"})


def test_smoke_that_a_neighbour_measures_too_is_not_in_doubt_although_most_sites_have_none_of_it() -> None:
    clean = [hour("park", 8.0), *(hour(name, 8.0) for name in ("school", "station"))]
    told = index(hour("square", 1000.0, at_least=True), hour("bridge", 420.0), *clean)
    assert (told.isolated, told.alone, told.in_doubt) == ({"pm25"}, set(), False)


def test_an_official_instrument_is_believed_though_it_stands_alone() -> None:
    told = index(hour("square", 780.0, grade=Grade.REFERENCE), hour("bridge", 12.0), hour("park", 14.0))
    assert (told.isolated, told.official, told.in_doubt) == ({"pm25"}, True, False)


def test_clean_air_is_not_in_doubt_because_its_neighbours_have_cleaner() -> None:
    told = index(hour("square", 20.0), hour("bridge", 2.0), hour("park", 1.0))
    assert (told.verdict.overall, told.isolated, told.in_doubt) == (1, {"pm25"}, False)


def test_what_is_above_the_sensors_range_is_at_least_its_class() -> None:
    told = index(hour("square", 1000.0, at_least=True), hour("square", 20.0, "no2"))
    assert (told.verdict.overall, told.at_least) == (4, True)


def test_nothing_within_three_hours_is_no_class() -> None:
    told = index(hour("square", 20.0, age=4))
    assert (told.hour, told.verdict.overall, told.in_doubt, told.official) == (None, None, False, False)
