"""What crews note is read as they mean it."""

from datetime import datetime
from math import inf
from zoneinfo import ZoneInfo

import pytest

from bysans.dryrun.cells import fill_scale, is_emptied, moment_of
from domain.dryrun.emptying_list import SeenFill

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("column", "cells", "cell", "low", "high"),
    [
        ("Fyllingsgrad", ["25", "50", "100 %"], "50", 0.375, 0.625),
        ("Fyllingsgrad", ["33", "51"], "51 %", 0.5, 0.52),
        ("Fyllingsgrad", ["0,25", "0,75"], "0,75", 0.625, 0.875),
        ("Kvart", ["1", "4"], "3", 0.625, 0.875),
        ("Nivå", ["halv", "full"], "halv", 0.375, 0.625),
        ("Nivå", ["1/4", "3/4"], "3/4", 0.625, 0.875),
        ("Fyllingsgrad", ["0", "25"], "0", 0.0, 0.125),
        ("Fyllingsgrad", ["75", "100"], "100", 0.875, inf),
        ("Fyllingsgrad", ["75", "100"], "120", 0.875, inf),
    ],
)
def test_a_fill_is_known_to_half_a_step_and_full_from_below_alone(
    column: str, cells: list[str], cell: str, low: float, high: float
) -> None:
    seen = fill_scale(column, cells).seen(cell)
    assert seen is not None
    assert (seen.low, seen.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("cell", ["mye", "-5", "900"])
def test_what_is_no_fill_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        fill_scale("Fyllingsgrad", ["50", "75"]).seen(cell)


def test_an_empty_cell_says_nothing_of_the_fill() -> None:
    assert fill_scale("Fyllingsgrad", [""]).seen("") is None
    assert SeenFill(low=0.1, high=0.2).middle == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("cell", "clock", "day", "second"),
    [
        ("20.11.2026 07:15", None, "2026-11-20", 26_100),
        ("20/11/2026", "07.15", "2026-11-20", 26_100),
        ("20.11.2026", None, "2026-11-20", None),
        ("2026-11-20", None, "2026-11-20", None),
        ("2026-11-20T23:30:00Z", None, "2026-11-21", 1_800),
        (datetime(2026, 11, 20, 7, 15), None, "2026-11-20", 26_100),  # noqa: DTZ001 - as XLSX has it
    ],
)
def test_a_time_is_the_towns(cell: str | datetime, clock: str | None, day: str, second: int | None) -> None:
    assert moment_of(cell, clock, OSLO) == (datetime.fromisoformat(day).toordinal(), second)


@pytest.mark.parametrize(
    ("cell", "emptied"), [("", True), ("tømt", True), ("ikke tømt", False), ("Nei", False), ("blokkert av bil", False), ("OK", True)]
)
def test_a_try_that_failed_is_no_emptying(cell: str, emptied: bool) -> None:
    assert is_emptied(cell) == emptied
