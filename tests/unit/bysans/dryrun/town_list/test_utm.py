"""UTM coordinates become the degrees that PROJ 9.5 gives for them."""

import pytest

from bysans.dryrun.town_list.utm import degrees_of


@pytest.mark.parametrize(
    ("zone", "easting", "northing", "lat", "lon"),
    [
        (32, 597423.12, 6642867.55, 59.91177515596807, 10.742130015522289),
        (33, 262034.5, 6649215.9, 59.91155814687289, 10.74308189510543),
        (35, 1000000.0, 7850000.0, 70.25969591066219, 40.35774568105998),
    ],
)
def test_a_point_is_right_to_a_millimetre(zone: int, easting: float, northing: float, lat: float, lon: float) -> None:
    assert degrees_of(easting, northing, zone) == pytest.approx((lat, lon), abs=1e-8)


def test_what_no_map_of_norway_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no UTM coordinate"):
        degrees_of(59.9, 10.7, 33)
