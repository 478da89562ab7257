"""Hours that follow one another are read together, and never much more than is needed."""

from hypothesis import given
from hypothesis import strategies as st

from domain.duration import HOUR
from watch.air.hour_batches import LONGEST, Run, runs


def one_each(site: str, _hour: int) -> set[str]:
    return {f"device-{site}"}


def test_hours_in_a_row_are_one_run() -> None:
    [run] = runs([("a", 2 * HOUR), ("a", 0), ("a", HOUR)], one_each)
    assert run == Run(0, 3 * HOUR, frozenset({"device-a"}), frozenset({("a", 0), ("a", HOUR), ("a", 2 * HOUR)}))


def test_sites_of_one_hour_are_one_run() -> None:
    [run] = runs([("a", 0), ("b", 0)], one_each)
    assert run.devices == {"device-a", "device-b"}


def test_a_missing_hour_parts_two_runs() -> None:
    assert [(run.start, run.end) for run in runs([("a", 0), ("a", 2 * HOUR)], one_each)] == [(0, HOUR), (2 * HOUR, 3 * HOUR)]


def test_one_devices_long_past_does_not_drag_all_others_along() -> None:
    changed = [("a", hour * HOUR) for hour in range(100)] + [(site, 99 * HOUR) for site in "bcdefghij"]
    last = runs(changed, one_each)[-1]
    assert (last.start, len(last.devices)) == (99 * HOUR, 10)


def test_a_run_ends_before_it_makes_a_long_transaction() -> None:
    lengths = [len(run.site_hours) for run in runs([("a", hour * HOUR) for hour in range(2 * LONGEST + 1)], one_each)]
    assert lengths == [LONGEST, LONGEST, 1]


def test_a_site_where_nobody_stands_any_more_is_a_run_without_devices() -> None:
    [run] = runs([("a", 0)], lambda _site, _hour: set())
    assert (run.devices, run.site_hours) == (frozenset(), frozenset({("a", 0)}))


@given(st.sets(st.tuples(st.sampled_from("abcde"), st.integers(0, 40).map(lambda hour: hour * HOUR))))
def test_every_site_hour_is_in_one_run_with_its_devices_and_little_else_is_read(changed: set[tuple[str, int]]) -> None:
    batches = runs(changed, one_each)
    assert sorted(each for run in batches for each in run.site_hours) == sorted(changed)
    for run in batches:
        assert all(run.start <= hour < run.end and f"device-{site}" in run.devices for site, hour in run.site_hours)
        assert len(run.devices) * (run.end - run.start) // HOUR <= 2 * len(run.site_hours)
