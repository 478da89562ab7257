"""A file's rows become readings in order of time; what cannot be read is left out with its line, and never stops the rest."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulators.csv_replay.csv_readings import CsvContent, read_csv
from tests.shared_data import SHARED_DATA

NOON = round(datetime(2026, 1, 31, 12, tzinfo=UTC).timestamp() * 1000)


def content(tmp_path: Path, text: str, *choices: str, name: str = "Kirkegata 1.csv") -> CsvContent:
    file = tmp_path / name
    file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return read_csv(file, choices)


def test_a_file_without_a_device_is_one_named_after_it(tmp_path: Path) -> None:
    file = content(tmp_path, "time,pm25,note\n2026-01-31T12:00:00Z,8.25,x\n", name="Kirkegata 1.csv.gz")
    assert [(reading.time, reading.device, reading.values) for reading in file.readings] == [(NOON, "kirkegata-1", {"pm25": 8.25})]
    assert file.unused == ["note"]


@pytest.mark.parametrize("text", ["2026-01-31T12:00:00Z", "2026-01-31 13:00:00+01:00", "2026-01-31T12:00:00", str(NOON / 1000)])
def test_a_time_is_iso_or_unix_and_utc_without_an_offset(tmp_path: Path, text: str) -> None:
    assert content(tmp_path, f"time,pm25\n{text},8\n").readings[0].time == NOON


def test_a_time_without_an_offset_is_on_the_clock_of_the_zone(tmp_path: Path) -> None:
    assert content(tmp_path, "time,pm25\n2026-01-31T13:00,8\n", "zone=Europe/Oslo").readings[0].time == NOON


def test_an_hour_stamped_by_its_end_began_an_hour_before(tmp_path: Path) -> None:
    file = content(tmp_path, "time,pm25\n2026-01-31T13:00:00Z,8\n", "stamp=end")
    assert [reading.time for reading in file.readings] == [NOON]
    with pytest.raises(ValueError, match="stamp"):
        content(tmp_path, "time,pm25\n2026-01-31T13:00:00Z,8\n", "stamp=middle")


def test_rows_come_in_order_of_time_and_those_of_one_moment_as_one_reading(tmp_path: Path) -> None:
    text = "device_id,parameter,time,value\na,no2,1769860800,20\na,pm25,1769860700,8\na,pm25,1769860800,9\nb,pm25,1769860800,1\n"
    readings = content(tmp_path, text).readings
    assert [(reading.device, reading.time - NOON, reading.values) for reading in readings] == [
        ("a", -100_000, {"pm25": 8.0}), ("a", 0, {"no2": 20.0, "pm25": 9.0}), ("b", 0, {"pm25": 1.0}),
    ]  # fmt: skip


def test_two_values_for_one_moment_stay_two_readings_as_a_correction_is(tmp_path: Path) -> None:
    readings = content(tmp_path, "time,pm25\n1769860800,8\n1769860800,9\n").readings
    assert [reading.values["pm25"] for reading in readings] == [8.0, 9.0]


def test_a_spreadsheets_semicolons_decimal_commas_and_byte_order_mark_are_read(tmp_path: Path) -> None:
    readings = content(tmp_path, "\ufefftime;pm25;temperature\n2026-01-31 12:00;8,2;-1,5\n").readings
    assert readings[0].values == {"pm25": 8.2, "temperature": -1.5}


def test_empty_cells_are_gaps_and_others_that_are_no_numbers_are_told_by_line(tmp_path: Path) -> None:
    text = "time,pm25,no2\n1769860800,,20\nyesterday,1,2\n1769860900,wet,\n1769861000,inf,3\n1769861100,NA,\n"
    file = content(tmp_path, text)
    assert [reading.values for reading in file.readings] == [{"no2": 20.0}, {"no2": 3.0}]
    assert file.skipped == 3
    assert [example.partition("line ")[2] for example in file.examples] == [
        "3: 'yesterday' is no time: write it as 2020-01-31T12:00:00Z, or in Unix seconds",
        "4: pm25 is 'wet', not a number",
        "5: pm25 is 'inf', not a number",
    ]


def test_a_row_may_hold_several_readings_and_a_factor_leaves_no_dust(tmp_path: Path) -> None:
    header = "bin_id,site_name,emptied_at_local,fill_before_pct,fill_after_pct"
    readings = content(tmp_path, f"{header}\n7,York Place,2016-06-04T04:32:18,23,0\n").readings
    assert [(reading.device, reading.values) for reading in readings] == [("edinburgh-7", {"fill": fill}) for fill in (18.4, 0.0, 0.0)]
    assert datetime.fromtimestamp(readings[0].time / 1000, UTC) == datetime(2016, 6, 4, 3, 32, 18, tzinfo=UTC)  # summer time in Edinburgh
    assert [reading.time - readings[0].time for reading in readings] == [0, 600_000, 4_200_000]


@pytest.mark.parametrize("data", [b"time,pm25\n1,\xff\xfe\n", b""])
def test_what_is_no_csv_is_refused_with_the_files_name(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(data)
    with pytest.raises(ValueError, match=r"x\.csv"):
        read_csv(file, [])


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data sets are not here")
@pytest.mark.parametrize(
    ("file", "readings", "devices"),
    [
        ("air-norway/Nedre-Langgate.csv.gz", 34_493, 1),
        ("bins-edinburgh/emptyings.csv.gz", 19_242, 218),
        ("bins-wyndham/levels.csv.gz", 20_834, 22),
    ],
)
def test_the_shared_data_sets_are_read_whole(file: str, readings: int, devices: int) -> None:
    file_ = read_csv(SHARED_DATA / file, [])
    assert (len(file_.readings), len({reading.device for reading in file_.readings}), file_.skipped) == (readings, devices, 0)


def test_a_row_with_an_empty_hour_is_left_out_and_told_not_taken_for_midnight(tmp_path: Path) -> None:
    file_ = content(tmp_path, "day,hour,pm25\n2026-01-31,,5\n2026-01-31,12:00,6\n", "time=day+hour")
    assert [(reading.time, reading.values) for reading in file_.readings] == [(NOON, {"pm25": 6.0})]
    assert (file_.skipped, "line 2: hour is empty" in file_.examples[0]) == (1, True)


def test_an_ambiguous_date_stops_the_file_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"line 3: '03/04/2025' may be .* --map dates=day-first"):
        content(tmp_path, "time,pm25\n31/12/2025,5\n03/04/2025,6\n")
    file_ = content(tmp_path, "time,pm25\n31/01/2026 12:00,5\n03/04/2025,6\n", "dates=day-first")
    assert [reading.time for reading in file_.readings][-1] == NOON
    with pytest.raises(ValueError, match="--map dates = 'middle': Input should be 'day-first' or 'month-first'$"):
        content(tmp_path, "time,pm25\n03/04/2025,6\n", "dates=middle")
