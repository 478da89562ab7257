"""What rounds come to is counted once, and adds up over every part."""

import pytest

from domain.dryrun.study import FIXED, PRACTICE, tallies_of
from domain.dryrun.tally import Counts, along_the_curve, sums, tally, total
from tests.unit.domain.dryrun.small_town import PACE, small_study, steady


def test_km_overflow_and_emptyings_are_as_by_hand() -> None:
    study = small_study([0.4], 12, 4)
    counts = total(tallies_of(study, PRACTICE, [steady(0.4, 12)], PACE))
    # Emptied on days 4 and 8, each time 1.6 bins after four days: full for 1.5 days of each cycle, and again until the list ends.
    assert counts.emptyings == 2
    assert (counts.early, counts.late) == (0, 2)
    assert counts.overflow_hours == pytest.approx(3 * 1.5 * 24)
    assert counts.km == pytest.approx(2 * 0.2)
    assert counts.truck_days == pytest.approx(2)
    assert counts.unload_hours == pytest.approx(0.5)


def test_the_parts_add_up_to_the_whole() -> None:
    study = small_study([0.1, 0.2, 0.4], 30, 3)
    tallies = tallies_of(study, FIXED, [steady(rate, 30) for rate in (0.1, 0.2, 0.4)], PACE)
    whole, parts = total(tallies), sums(tallies, lambda number, _month: (str(number),))
    added = Counts()
    for counts in parts.values():
        added += counts
    assert (added.km, added.overflow_hours, added.truck_days) == pytest.approx((whole.km, whole.overflow_hours, whole.truck_days))


def test_a_bin_that_is_emptied_twice_on_a_day_overflowed_once_and_was_empty_the_second_time() -> None:
    study = small_study([0.4], 5, 4)
    (group,) = study.town.groups
    once, twice = (
        total([tally(study.town, group, {4: bins}, [steady(0.4, 5)], PACE, along_the_curve(study.town, group, PACE, 1.0))])
        for bins in ([0], [0, 0])
    )
    assert twice.overflow_hours == once.overflow_hours == pytest.approx(1.5 * 24)
    assert (twice.emptyings, twice.early, twice.late) == (2, 1, 1)
