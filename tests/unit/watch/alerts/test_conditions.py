"""Conditions are looked at once a second, and silence is judged from the very moment at which watch has looked long enough."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.threshold_file import threshold_file
from domain.duration import HOUR
from domain.reading import Reading
from storage.state.alerts import thresholds
from storage.state.registry import RegistryCache
from tests.unit.watch.alarmed import Alarmed
from watch.alerts.conditions import Conditions
from watch.alerts.context import Context
from watch.alerts.thresholds import ThresholdSet

RULES = threshold_file().rules()
SETTLED_S = RULES.settle / 1000


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    """A town whose only device has been silent for hours."""
    town = Alarmed(tmp_path)
    town.defaults("device-silent")
    town.register("air-1")
    town.send(Reading("air-1", town.now, {"pm25": 8.0}))
    town.now += 3 * HOUR
    yield town
    town.readings.close()
    town.state.close()


def conditions(town: Alarmed) -> Conditions:
    return Conditions(town.state, lambda _: (), RULES, lambda: town.worked)


def context(town: Alarmed, *, steady_s: float = SETTLED_S) -> Context:
    with town.state.read() as connection:
        return Context(
            thresholds=ThresholdSet.of(thresholds.page(connection, limit=10)),
            registry=RegistryCache(town.state).refresh(connection),
            open_alerts={},
            now=town.now,
            steady_s=steady_s,
            pulse=lambda: None,
        )


def test_what_holds_is_found_once_a_second(town: Alarmed) -> None:
    source, found = conditions(town), []
    for town.worked in (0.0, 0.5, 0.999, 1.0, 1.5, 2.25):
        found.append(len(list(source.observe(context(town)).observed)))
    assert found == [1, 0, 0, 1, 0, 1]


@pytest.mark.parametrize(("early_s", "count"), [(0.001, 0), (0.0, 1)])
def test_silence_counts_from_the_moment_at_which_watch_has_looked_long_enough(town: Alarmed, early_s: float, count: int) -> None:
    assert len(list(conditions(town).observe(context(town, steady_s=SETTLED_S - early_s)).observed)) == count
