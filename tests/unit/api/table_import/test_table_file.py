"""A table is read as spreadsheets write it, and one that is no table, or too large, is told."""

import io
import tracemalloc
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.table_import.problems import TableError
from api.table_import.table_file import MOST_ROWS, Limits, read_table
from api.table_import.workbook import WantedSheet


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


def with_part(content: bytes, name: str, kind: str, text: str | None = None) -> bytes:
    """Return a workbook whose manifest says that a part is of a kind; `text`: the part, where there is none yet."""
    changed = io.BytesIO()
    said = f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/></Types>'
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(b"</Types>", said.encode() if part == "[Content_Types].xml" else b"</Types>"))
        if text is not None:
            target.writestr(name, text)
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


def test_a_workbook_that_unpacks_to_far_more_than_it_seems_is_refused() -> None:
    with pytest.raises(TableError) as raised:
        read_table(workbook(" " * 1_000_001), "a.xlsx", limits=Limits(unpacked=1_000_000))
    assert raised.value.kind == "large"


def test_what_stands_beside_a_workbooks_sheets_is_bounded_more_tightly_for_it_is_kept_in_memory() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    long_sheet = workbook(rows + " " * 1_000_001)
    assert len(read_table(long_sheet, "a.xlsx", limits=Limits(kept=100_000)).rows) == 1
    with zipfile.ZipFile(content := io.BytesIO(long_sheet), "a") as archive:
        archive.writestr("xl/sharedStrings.xml", "<si><t>a</t></si>" * 10_000)
    with pytest.raises(TableError, match="unpacks to more than 0 MB"):
        read_table(content.getvalue(), "a.xlsx", limits=Limits(kept=100_000))


def test_a_workbook_that_is_cut_off_is_told_wherever_it_is_cut() -> None:
    content = workbook()
    kinds = {problem(content[:length], "a.xlsx") for length in range(0, len(content) - 1, 97)}
    assert kinds == {"empty", "unreadable"}  # nothing at all is an empty table


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
@example(workbook("<row><c t='s'><v>9</v></c></row>" * 2), "a.xlsx")
@example(workbook("<row>"), "a.xlsx")
@example(workbook("<row r='x'><c r='??'><v>1</v></c></row>"), "a.xlsx")
def test_any_bytes_are_a_table_or_told(content: bytes, name: str) -> None:
    with suppress(TableError):
        assert read_table(content, name).rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_titles_above_the_names_of_columns_are_passed_over(encoding: str) -> None:
    text = "Målinger, uttrekk 3. februar, kl. 07\n\nAvdeling renovasjon\nNavn;Breddegrad\nTorget;59,9\n"
    table = read_table(text.encode(encoding), "a.csv")
    assert (table.columns, table.rows) == (["Navn", "Breddegrad"], [(5, ["Torget", "59,9"])])


def test_titles_are_told_by_their_width_where_no_name_is_known() -> None:
    assert read_table(b"Rapport\nhva;hvor\nx;y\n", "a.csv").columns == ["hva", "hvor"]


def test_a_hint_to_the_spreadsheet_is_no_row() -> None:
    table = read_table(b"sep=,\nnavn,lat\nTorget,59.9\n", "a.csv")
    assert (table.columns, table.rows) == (["navn", "lat"], [(3, ["Torget", "59.9"])])


def test_decimal_commas_do_not_part_cells() -> None:
    assert read_table(b"navn;lat;lon;volum\nA;59,9;10,7;0,66\nB;59,8;10,7;0,66\n", "a.csv").columns == ["navn", "lat", "lon", "volum"]


def test_a_quote_that_is_never_closed_is_told_with_its_line() -> None:
    with pytest.raises(TableError, match="line 3"):
        read_table(b'navn;lat\nA;1\n"B"x;2\n', "a.csv")


def test_the_sheet_with_the_table_is_read_whichever_it_is_and_whatever_its_size_is_said_to_be() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Forside"])
    table = book.create_sheet("Data")
    for row in (["Navn", "Breddegrad"], ["Torget", 59.9]):
        table.append(row)
    content, changed = io.BytesIO(), io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"'))
    assert read_table(changed.getvalue(), "a.xlsx").rows == [(2, ["Torget", 59.9])]


def test_of_a_list_with_spellings_of_its_own_a_second_column_of_one_name_is_numbered() -> None:
    assert read_table(b"Bin;Note;Note\n1;a;b\n", "a.csv", wanted=WantedSheet(known=frozenset({"bin"}))).columns == [
        "Bin",
        "Note",
        "Note (2)",
    ]


def test_a_table_is_read_by_its_bytes_whatever_it_is_called() -> None:
    assert read_table(workbook(), "a.csv").columns == ["navn", "lat"]
    assert read_table(b"navn;lat\nTorget;59,9\n", "a.xlsx").columns == ["navn", "lat"]


def test_shared_texts_that_are_named_as_a_sheet_are_held_to_the_tighter_bound() -> None:
    rows = "".join(f'<row><c t="s"><v>{number}</v></c></row>' for number in (0, 1))
    texts = "".join(f"<si><t>Sted {number}</t></si>" for number in range(10_000))
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{texts}</sst>'
    content = with_part(workbook(rows), "xl/worksheets/texts.xml", "sharedStrings", shared)
    assert read_table(content, "a.xlsx").columns == ["Sted 0"]
    with pytest.raises(TableError, match="unpacks to more than"):
        read_table(content, "a.xlsx", limits=Limits(kept=len(shared)))


def test_a_part_that_is_said_to_be_a_sheet_and_shared_texts_too_counts_as_kept_in_memory() -> None:
    content = with_part(workbook(" " * 100_001), "xl/worksheets/sheet1.xml", "sharedStrings")
    with pytest.raises(TableError, match="unpacks to more than"):
        read_table(content, "a.xlsx", limits=Limits(kept=100_000))


def test_a_workbook_that_goes_on_below_the_last_line_of_a_spreadsheet_is_refused_before_all_of_it_is_read() -> None:
    assert problem(workbook("<row/>" * 1_100_000), "a.xlsx") == "long"


def test_a_long_list_is_read_a_line_at_a_time() -> None:
    content = b"navn;lat\n" + b"Torget;59,9\n" * 1_000_000
    tracemalloc.start()
    try:
        assert problem(content, "a.csv") == "long"
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
