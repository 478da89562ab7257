"""Only finite values are readings; everything else is handed back with a reason, whichever store is behind."""

from math import inf, nan

import pytest

from domain.columns import ReadingColumns
from domain.reading import Reading
from storage.readings.storable import fault, storable


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"pm25": 1.0, "no2": nan}, "no2 is nan"),
        ({"pm25": inf}, "pm25 is inf"),
        ({"pm25": inf, "no2": -inf}, "pm25 is inf"),
        ({}, "air-1 at 5 has no values"),
    ],
)
def test_the_reason_names_parameter_and_value(values: dict[str, float], says: str) -> None:
    assert says in (fault(Reading("air-1", 5, values)) or "")


def test_finite_values_are_storable_even_where_their_sum_is_not_finite() -> None:
    assert fault(Reading("air-1", 5, {"pm25": 1.7e308, "no2": 1.7e308})) is None


def test_the_good_keep_their_order_and_the_bad_are_told_apart() -> None:
    first, bad, last = (Reading("air-1", 5, {"pm25": value}) for value in (2.0, nan, 1.0))
    good, refused = storable(ReadingColumns.of([first, bad, last]))
    assert list(good) == [first, last]
    assert [refusal.reading for refusal in refused] == [bad]
