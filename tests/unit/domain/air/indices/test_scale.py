"""A scale cuts what it judges where it says so, and numbers a class by its formula."""

from dataclasses import replace
from datetime import date

import pytest

from domain.air.indices.aqi import norwegian_aqi, us_aqi
from domain.air.indices.index import Bands
from domain.air.indices.scale import Scale

BANDS = Bands(bounds=(30.0, 50.0, 150.0), upper_inclusive=False)
ROWS = ((0.0, 9.0, 0.0, 50.0), (9.1, 35.4, 51.0, 100.0))
SCALE = Scale(
    name="i",
    version=date(2025, 1, 1),
    class_names=("low", "moderate", "high", "very high"),
    bands={"pm25": BANDS},
    averaging="hour",
    sources={},
    table={"pm25": ROWS},
)


def test_a_mean_is_judged_as_it_is_or_cut_to_the_scales_decimals() -> None:
    assert SCALE.judged(9.19) == 9.19
    assert replace(SCALE, decimals=1).judged(9.19) == 9.1


def test_a_number_follows_the_scales_formula_and_without_one_there_is_none() -> None:
    assert SCALE.number("pm25", 20.0) is None
    assert replace(SCALE, formula="norway").number("pm25", 20.0) == norwegian_aqi(20.0, BANDS.bounds)
    assert replace(SCALE, formula="us").number("pm25", 20.0) == us_aqi(20.0, ROWS)


@pytest.mark.parametrize("names", [("low", "high"), ("a", "b", "c", "d", "e")])
def test_a_scale_has_a_name_for_each_class(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=f"pm25: there are {len(names)} classes, so {len(names) - 1} bounds"):
        replace(SCALE, class_names=names)
