"""`bysans backtest` takes either record, plain or packed, and names what is wrong with another."""

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from bysans.commands.backtest import RecordError, measured
from tests.shared_data import SHARED_DATA

LEVELS = "timestamp,serialNumber,latestFullness,fullnessThreshold,ageThreshold,reason,longitude,latitude\n"


def levels(rows: int) -> str:
    fullness = [(0, 2, 4, 6, 8)[number % 5] for number in range(rows)]
    dates = [date(2018, 1, 1) + timedelta(number) for number in range(rows)]
    return LEVELS + "".join(f"{day},7,{full},8,0,NOT_READY,144,-37\n" for day, full in zip(dates, fullness, strict=True))


def test_daily_levels_are_judged(tmp_path: Path) -> None:
    file = tmp_path / "levels.csv"
    file.write_text(levels(28 * 12))
    assert measured(file)["record"] == "levels"


def test_a_packed_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain.csv", tmp_path / "packed"
    text = "\n".join(line for line in levels(28 * 12).splitlines())
    plain.write_text(text)
    packed.write_bytes(gzip.compress(text.encode()))
    assert measured(packed)["record"] == "levels"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a,b\n1,2\n", "has columns a, b; expected timestamp"),
        ("", "has columns none"),
        (LEVELS + "2018-13-01,7,4,8,0,X,1,1\n", "line 2: timestamp '2018-13-01' is no date"),
        (LEVELS + "2018-01-01,7,full,8,0,X,1,1\n", "line 2: latestFullness 'full' is no number"),
        (LEVELS + "2018-01-01,7,40,8,0,X,1,1\n", "line 2: latestFullness 40 is not within 0 to 10"),
        (LEVELS + "2018-01-01,7\n", "line 2: has fewer columns"),
        (LEVELS + "2018-01-01,7,4,8,0,X,1,1\n", "is too short"),
    ],
)
def test_what_is_no_record_is_told_by_line_and_column(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(text)
    with pytest.raises(RecordError, match=complaint):
        measured(file)


def test_a_file_that_is_not_there_is_one_sentence_and_exit_code_1() -> None:
    result = CliRunner().invoke(app, ["backtest", "nowhere.csv"])
    assert result.exit_code == 1


@pytest.mark.parametrize("record", ["bins-wyndham/levels.csv.gz", "bins-edinburgh/emptyings.csv.gz"])
def test_real_records_meet_the_measures(record: str) -> None:
    if not (SHARED_DATA / record).exists():
        pytest.skip(f"the shared record {record} is not beside this repository")
    result = CliRunner().invoke(app, ["backtest", str(SHARED_DATA / record)])
    measures = json.loads(result.stdout)
    assert measures["brier_skill"] > 0
    assert 0.75 <= measures["coverage_p10_p90"] <= 0.85
    assert measures["pinball"] < measures["pinball_ewma"]
