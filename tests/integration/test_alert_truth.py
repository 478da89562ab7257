"""Through two bad days alerts tell all that is true and hardly anything else: the short form of `bench.winter_month`."""

from pathlib import Path

from bench.winter_month import figures, run
from domain.duration import HOUR
from simulators.town.scenario import load_scenario
from simulators.town.town import Size

DAYS = """
title = "Two bad days"
start = 2025-01-12T00:00:00+01:00
hours = 48
spell = [{from_hour = 6, to_hour = 40, edge_hours = 3, temperature = -9.0, wind = 0.08, waste = 3.0}]
rot = {false_echo = 0.3, battery_empty = 0.2, drifting = 0.3, drift = 0.004}
faults = {drop = 0.01, late = 0.005, reordered = 0.005}
"""


def test_all_that_is_true_is_told_and_hardly_anything_else(tmp_path: Path) -> None:
    file = tmp_path / "days.toml"
    file.write_text(DAYS)
    truth, alerts, days = run(tmp_path, load_scenario(str(file)), days=2, size=Size(sites=4, air=4, bins=12), seed=3, step=HOUR)
    table = figures(truth, alerts, days)
    assert table["precision"] is not None
    assert table["precision"] >= 0.9, table  # type: ignore[operator]
    recalls = table["recall (true, told, else by one for a truck, else only that the sensor is broken)"]
    assert isinstance(recalls, dict)
    assert all(reported + hidden == true for true, reported, _, hidden in recalls.values()), table
    assert sum(true for true, *_ in recalls.values()) > 3, table
