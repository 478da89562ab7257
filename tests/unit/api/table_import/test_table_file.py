"""A table is read as spreadsheets write it, and one that is no table, or too large, is told."""

import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.table_import.problems import TableError
from api.table_import.table_file import MOST_ROWS, read_table


def workbook(sheet: str | None = None) -> bytes:
    """Return a workbook; `sheet`: the rows of its sheet as XML, in place of a good one's."""
    book = openpyxl.Workbook()
    book.active.append(["navn", "lat"])
    book.active.append(["Torget", 59.9])
    good = io.BytesIO()
    book.save(good)
    if sheet is None:
        return good.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>'
            target.writestr(name, content)
    return changed.getvalue()


def problem(content: bytes, name: str) -> str:
    with pytest.raises(TableError) as raised:
        read_table(content, name)
    return raised.value.kind


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    table = read_table(b"navn;lat\n\nTorget;59,9\n;\nKaia;59,8\n", "a.csv")
    assert (table.columns, [number for number, _ in table.rows]) == (["navn", "lat"], [3, 5])


def test_a_table_may_have_twenty_thousand_rows_and_no_more() -> None:
    rows = "".join(f"{number}\n" for number in range(MOST_ROWS))
    assert len(read_table(f"id\n{rows}".encode(), "a.csv").rows) == MOST_ROWS
    assert problem(f"id\n{rows}1\n".encode(), "a.csv") == "long"


def test_a_workbook_whose_cell_stands_far_to_the_right_or_below_is_told_or_read() -> None:
    assert problem(workbook('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "a.xlsx") == "wide"
    far_below = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    assert [number for number, _ in read_table(workbook(far_below), "a.xlsx").rows] == [1048576]


def test_a_workbook_that_unpacks_to_far_more_than_it_seems_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.table_import.table_file._MOST_UNPACKED", 1_000_000)
    assert problem(workbook(" " * 1_000_001), "a.xlsx") == "large"


def test_a_workbook_that_is_cut_off_is_told_wherever_it_is_cut() -> None:
    content = workbook()
    kinds = {problem(content[:length], "a.xlsx") for length in range(0, len(content) - 1, 97)}
    assert kinds == {"unreadable"}


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
@example(workbook("<row><c t='s'><v>9</v></c></row>" * 2), "a.xlsx")
@example(workbook("<row>"), "a.xlsx")
@example(workbook("<row r='x'><c r='??'><v>1</v></c></row>"), "a.xlsx")
def test_any_bytes_are_a_table_or_told(content: bytes, name: str) -> None:
    with suppress(TableError):
        assert read_table(content, name).rows
