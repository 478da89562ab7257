"""A time is the town's, in whichever form a list has it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.table_import.workbook import Cell
from bysans.dryrun.town_list.list_time import time_form

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("cell", "clock", "day", "second"),
    [
        ("20.11.2026 07:15", None, "2026-11-20", 26_100),
        ("20.11.26 kl. 07.15", None, "2026-11-20", 26_100),
        ("20/11/2026", "07.15", "2026-11-20", 26_100),
        ("3/2/26", "0715", "2026-02-03", 26_100),
        ("3/2/26 7:15 AM", None, "2026-02-03", 26_100),
        ("fredag 20. november 2026, 07:15", None, "2026-11-20", 26_100),
        ("3. des. 2026", None, "2026-12-03", None),
        ("lør. 03.01.2026", None, "2026-01-03", None),
        ("2026/02/03 07:15:00", None, "2026-02-03", 26_100),
        ("20.11.2026", None, "2026-11-20", None),
        ("2026-11-20", None, "2026-11-20", None),
        ("20261120", None, "2026-11-20", None),
        ("2026-11-20T23:30:00Z", None, "2026-11-21", 1_800),
        ("2026-02-03 06:15:00+0000", None, "2026-02-03", 26_100),
        ("46056,3020833333", None, "2026-02-03", 26_100),
        (46056.3020833333, None, "2026-02-03", 26_100),
        (46056, None, "2026-02-03", None),
        (46056, 0.3020833333, "2026-02-03", 26_100),
        (datetime(2026, 11, 20, 7, 15), None, "2026-11-20", 26_100),  # noqa: DTZ001 - as XLSX has it
        (datetime(2026, 11, 20), time(7, 15), "2026-11-20", 26_100),  # noqa: DTZ001 - as XLSX has it
        (datetime(2026, 11, 20), "20.11.2026 07:15", "2026-11-20", 26_100),  # noqa: DTZ001 - as XLSX has it
    ],
)
def test_a_time_is_the_towns(cell: Cell, clock: Cell, day: str, second: int | None) -> None:
    assert time_form([cell]).moment_of(cell, clock, OSLO) == (date.fromisoformat(day).toordinal(), second)


@pytest.mark.parametrize("cell", ["31.02.2026", "3.13.2026", "i går", "7", 12.5, "1.1.1900", "3. tull 2026", "13.13 13:13"])
def test_what_is_no_time_of_a_list_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"."):
        time_form([]).moment_of(cell, None, OSLO)


def test_the_month_comes_first_where_some_date_of_the_column_can_be_nothing_else() -> None:
    second_of_march = date(2026, 3, 2).toordinal(), None
    third_of_february = date(2026, 2, 3).toordinal(), None
    assert time_form(["3/2/2026", "12/31/2026"]).moment_of("3/2/2026", None, OSLO) == second_of_march
    assert time_form(["3/2/2026", "31/12/2026"]).moment_of("3/2/2026", None, OSLO) == third_of_february
    assert time_form(["3/2/2026"]).moment_of("3/2/2026", None, OSLO) == third_of_february
    assert time_form(["12/31/2026"]).moment_of("3.2.2026", None, OSLO) == third_of_february


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001 - local, as lists have them
    st.sampled_from(["%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%y kl. %H.%M.%S"]),
)
def test_a_time_that_was_written_is_read_back(at: datetime, form: str) -> None:
    at = at.replace(microsecond=0)
    second = at.hour * 3600 + at.minute * 60 + at.second
    assert time_form([]).moment_of(at.strftime(form), None, OSLO) == (at.toordinal(), second or None)
