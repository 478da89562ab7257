"""A town's headline never sounds better than the air is, and speaks of nothing that was not measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.indices.index import Verdict
from domain.air.indices.site_index import SiteIndex
from domain.air.indices.town_air import town_air


def index(class_: int | None, *, doubted: bool = False) -> SiteIndex:
    verdict = Verdict(overall=class_, worst=None if class_ is None else "pm25", missing=frozenset())
    alone = frozenset({"pm25"} if doubted else ())
    return SiteIndex(hour=None, values={}, verdict=verdict, isolated=alone, alone=alone, before={})


@pytest.mark.parametrize(
    ("classes", "overall", "reach"),
    [
        ([1, 1, 1], 1, "everywhere"),
        ([1] * 14 + [2], 1, "mostly"),
        ([1, 2], 2, "mostly"),
        ([1] * 14 + [3], 3, "somewhere"),
        ([1, 2, 4], 4, "somewhere"),
        ([4], 4, "everywhere"),
        ([1, None], 1, "everywhere"),
        ([None], None, "nowhere"),
        ([], None, "nowhere"),
    ],
)
def test_the_headline_and_how_far_it_reaches(classes: list[int | None], overall: int | None, reach: str) -> None:
    town = town_air([index(class_) for class_ in classes])
    assert (town.overall, town.reach, town.unmeasured) == (overall, reach, classes.count(None))


def test_a_lone_spike_is_no_headline_but_is_counted_as_in_doubt() -> None:
    town = town_air([*(index(1) for _ in range(14)), index(4, doubted=True)])
    assert (town.overall, town.reach, town.measured, town.in_doubt) == (1, "everywhere", 14, 1)


@given(st.lists(st.one_of(st.none(), st.integers(1, 4)), max_size=20))
def test_high_pollution_anywhere_is_in_the_headline_and_no_measurement_is_never_clean(classes: list[int | None]) -> None:
    town = town_air([index(class_) for class_ in classes])
    measured = [class_ for class_ in classes if class_ is not None]
    assert (town.overall is None) == (not measured)
    if max(measured, default=0) >= 3:
        assert town.overall == max(measured)
    assert sum(count for _, count in town.counted) + town.unmeasured == len(classes)
