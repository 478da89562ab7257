"""A fill that crews note is read as they mean it."""

from datetime import datetime
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.table_import.workbook import Cell
from bysans.dryrun.town_list.fill_scale import fill_scale
from domain.dryrun.emptying_list import SeenFill

DATED = datetime(2025, 4, 3)  # noqa: DTZ001 - a spreadsheet's days have no zone


@pytest.mark.parametrize(
    ("column", "cells", "cell", "low", "high"),
    [
        ("Fyllingsgrad", ["25", "50", "100 %"], "50", 0.375, 0.625),
        ("Fyllingsgrad", ["33", "51"], "51 %", 0.5, 0.52),
        ("Fyllingsgrad", ["0,25", "0,75"], "0,75", 0.625, 0.875),
        ("Fyllingsgrad", ["0,75", "75 %"], "75 %", 0.625, 0.875),  # a cell with a unit has its own scale
        ("Fyllingsgrad", [0.25, 0.75], 0.75, 0.625, 0.875),  # as XLSX has a share that it shows in per cent
        ("Fyllingsgrad", ["1", "2", "4"], "2", 0.375, 0.625),
        ("Fyllingsgrad", ["0", "5", "3"], "3", 0.5, 0.7),
        ("Fyllingsgrad", ["1", "10"], "7", 0.65, 0.75),
        ("Fyllingsgrad (%)", ["1", "4"], "4", 0.03, 0.05),
        ("Kvart", ["1", "4"], "3", 0.625, 0.875),
        ("Nivå", ["halv", "full"], "halv", 0.375, 0.625),
        ("Nivå", ["Tre kvart"], "tre kvart", 0.625, 0.875),
        ("Fyllnadsgrad", ["50 procent", "25 procent"], "50 procent", 0.375, 0.625),
        ("Fyldningsprocent", ["1", "4"], "4", 0.03, 0.05),
        ("Fjärdedelar", ["1", "3"], "3", 0.625, 0.875),
        ("Füllstand", ["halbvoll", "voll"], "Halbvoll", 0.375, 0.625),
        ("Fyldning", ["halvfuld"], "halvfuld", 0.375, 0.625),
        ("Fill", ["three quarters"], "Three quarters", 0.625, 0.875),
        ("Nivå", [DATED, "1/1"], DATED, 0.625, 0.875),  # 3/4, of which Excel has made 3 April
        ("Nivå", ["2025-02-01"], "2025-02-01", 0.375, 0.625),
        ("Nivå", ["1/4", "3/4"], "3/4", 0.625, 0.875),
        ("Fyllingsgrad", ["0", "25"], "0", 0.0, 0.125),
        ("Fyllingsgrad", ["75", "100"], "100", 0.875, inf),
        ("Fyllingsgrad", ["75", "100"], "120", 0.875, inf),
    ],
)
def test_a_fill_is_known_to_half_a_step_and_full_from_below_alone(
    column: str, cells: list[Cell], cell: Cell, low: float, high: float
) -> None:
    seen = fill_scale(column, cells).seen(cell)
    assert seen is not None
    assert (seen.low, seen.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("cell", ["mye", "-5", "900", "2025-04-05", "2025-05-01", DATED.replace(day=5)])
def test_what_is_no_fill_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"."):
        fill_scale("Fyllingsgrad", ["50", "75"]).seen(cell)


def test_an_empty_cell_says_nothing_of_the_fill() -> None:
    assert fill_scale("Fyllingsgrad", [""]).seen("") is None
    assert SeenFill(low=0.1, high=0.2).middle == pytest.approx(0.15)


def test_a_column_of_nothing_but_zeros_says_that_nobody_noted_any_fill() -> None:
    scale = fill_scale("Fyllingsgrad", ["0", "0,0", "0 %", ""])
    assert scale.is_blank
    assert scale.seen("0") is None


def test_a_scale_that_only_its_numbers_tell_is_a_guess() -> None:
    assert fill_scale("Fyllingsgrad", ["1", "4"]).is_guessed
    assert not fill_scale("Kvart", ["1", "4"]).is_guessed
    assert not fill_scale("Fyllingsgrad", ["10", "60"]).is_guessed


@given(st.lists(st.integers(0, 130), min_size=1))
def test_every_fill_in_per_cent_lies_within_what_is_read_of_it(percents: list[int]) -> None:
    scale = fill_scale("Fyllingsgrad %", [f"{percent} %" for percent in [50, *percents]])
    for percent in percents:
        seen = scale.seen(f"{percent} %")
        assert seen is not None
        assert seen.low <= min(percent, 100) / 100 <= seen.high
