"""However readings arrive, the means are those of all that is stored."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from domain.duration import HOUR
from domain.reading import Reading
from tests.examples import examples
from tests.unit.watch.conftest import MINUTE, NOON, Town

slots = st.tuples(st.sampled_from(["a1", "a2", "official"]), st.integers(0, 17), st.sampled_from([-999.0, -1.5, 0.1, 8.0, 40.0]))


def town_of(directory: str) -> Town:
    town = Town(Path(directory))
    town.register("a1")
    town.register("a2")
    town.register("official", model="reference")
    town.register("a2", "harbour", since=NOON - 90 * MINUTE)
    return town


@examples(25)
@given(st.lists(st.lists(slots, min_size=1, max_size=12), min_size=1, max_size=5))
def test_step_by_step_gives_what_all_at_once_gives(arrivals: list[list[tuple[str, int, float]]]) -> None:
    batches = [[Reading(name, NOON - 3 * HOUR + slot * 10 * MINUTE, {"pm25": value}) for name, slot, value in batch] for batch in arrivals]
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        stepwise, at_once = town_of(first), town_of(second)
        watch = stepwise.watch()
        for batch in batches:
            stepwise.send(*batch)
            stepwise.work(watch)
        for batch in batches:
            at_once.send(*batch)
        at_once.work(at_once.watch())
        for site in ("square", "harbour"):
            assert stepwise.means(site) == at_once.means(site)
        for town in (stepwise, at_once):
            town.readings.close()
            town.state.close()


def test_a_value_corrected_to_a_sentinel_takes_its_mean_away(town: Town) -> None:
    watch = town.watch()
    town.register("a1", interval_s=3600)
    town.send(Reading("a1", NOON - HOUR, {"pm25": 8.0, "no2": 20.0}))
    town.work(watch)
    town.send(Reading("a1", NOON - HOUR, {"pm25": -999.0}))
    town.work(watch)
    assert town.means() == []
    assert [hour.mean for hour in town.means(parameter="no2")] == [20.0]
