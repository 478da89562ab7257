"""A workbook may have the emptyings in one sheet and the bins in another, and says which sheets were not read."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from bysans.dryrun.inputs import InputFiles, SaidColumns, read_inputs, read_tables
from bysans.dryrun.list_look import look_at

TITLE: Sequence[Sequence[object]] = [["Tømminger 2025"], []]
EMPTYINGS = [["Beholder nr.", "Adresse", "Avfallstype", "Dato", "Status"], [1, "Storgata 1", "Restavfall", "1.2.2025", "Tømt"]]
BINS = [["Beholder nr.", "Adresse", "Volum", "Avfall", "Nord", "Øst"], [1, "Storgata 1", "660 l", "Restavfall", 6642867, 597423]]
TODAY = 800_000


def workbook(folder: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def test_bins_in_another_sheet_are_the_bins(tmp_path: Path) -> None:
    file = workbook(tmp_path, Forklaring=[["Kvart: 1 er en kvart full"]], Beholdere=BINS, Tømt=[*TITLE, *EMPTYINGS])
    look = look_at(InputFiles(emptyings=file), SaidColumns())
    assert {name: table["sheet"] for name, table in look.items()} == {"emptyings": "Tømt", "bins": "Beholdere"}
    assert look["bins"]["places"]["placed"] == 1
    asked = {name: {field["name"] for field in table["fields"]} for name, table in look.items()}
    assert asked["emptyings"] & asked["bins"] == {"bin"}
    (bin_,) = read_inputs(InputFiles(emptyings=file), SaidColumns(), today=TODAY).listed.bins
    assert (bin_.capacity_l, bin_.place is None) == (660, False)


def test_one_workbook_may_be_handed_in_as_both(tmp_path: Path) -> None:
    file = workbook(tmp_path, Beholdere=BINS, Tømt=EMPTYINGS)
    assert {name: table.sheet for name, table in read_tables(InputFiles(emptyings=file, bins=file)).items()} == {
        "emptyings": "Tømt",
        "bins": "Beholdere",
    }


@pytest.mark.parametrize("other", [[["Sum"], [3]], [], [["Beholder nr.", "Merknad"], [1, "rust"]]])
def test_a_sheet_of_something_else_is_no_bins(tmp_path: Path, other: list[list[object]]) -> None:
    assert set(read_tables(InputFiles(emptyings=workbook(tmp_path, Tømt=EMPTYINGS, Annet=other)))) == {"emptyings"}


def test_a_sheet_for_each_month_says_which_one_is_read(tmp_path: Path) -> None:
    file = workbook(tmp_path, Jan=EMPTYINGS, Feb=EMPTYINGS, Mars=EMPTYINGS, Beholdere=BINS)
    look = look_at(InputFiles(emptyings=file), SaidColumns())
    assert (look["emptyings"]["sheet"], look["emptyings"]["unread"], look["bins"]["unread"]) == ("Jan", ["Feb", "Mars"], [])
    doubts = read_inputs(InputFiles(emptyings=file), SaidColumns(), today=TODAY).doubts
    assert [(doubt.assumed, doubt.value) for doubt in doubts if doubt.kind == "unread_sheets"] == [("Jan", "Feb, Mars")]
