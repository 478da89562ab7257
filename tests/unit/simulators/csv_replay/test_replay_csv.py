"""A replayed file is sent in order of time by devices that say they are simulated, and stand where the file says."""

from pathlib import Path

import pytest

from simulators.csv_replay.csv_readings import CsvContent, read_csv
from simulators.csv_replay.replay_csv import Replay, first_time


def content(tmp_path: Path, name: str, text: str, *choices: str) -> CsvContent:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_csv(tmp_path / name, choices)


def test_several_files_are_sent_as_one_in_order_of_time(tmp_path: Path) -> None:
    a = content(tmp_path, "a.csv", "time,pm25\n10,1\n30,3\n")
    b = content(tmp_path, "b.csv", "time,fill\n20,50\n")
    shown = Replay(contents=[a, b])
    assert [message.topic for message in shown.messages()] == ["bysans/v1/air/a", "bysans/v1/bin/b", "bysans/v1/air/a"]
    assert first_time([b, a]) == 10_000
    assert {name: body["kind"] for name, body in shown.scene().devices.items()} == {"a": "air", "b": "bin"}


def test_a_shift_moves_what_is_sent_and_the_truth_alike(tmp_path: Path) -> None:
    only = Replay(contents=[content(tmp_path, "a.csv", "time,pm25\n0,1.5\n")], shift=86_400_000)
    (message,) = only.messages()
    assert message.payload == b'{"time":"1970-01-02T00:00:00Z","pm25":1.5}'
    assert message.readings[0].time == message.at == 86_400_000


def test_bins_stand_where_their_columns_say_and_are_called_simulated(tmp_path: Path) -> None:
    header = "timestamp,serialNumber,latestFullness,longitude,latitude"
    scene = Replay(contents=[content(tmp_path, "levels.csv", f"{header}\n2018-08-13,7,4,144.7,-37.9\n")]).scene()
    assert scene.bins["wyndham-7"] == {
        "name": "wyndham-7, replayed", "lat": -37.9, "lon": 144.7, "fraction": "restavfall", "capacity_l": 240.0,
    }  # fmt: skip
    assert scene.devices["wyndham-7"]["simulated"] is True
    assert scene.devices["wyndham-7"]["bin"] == "wyndham-7"


def test_a_known_station_stands_at_its_street(tmp_path: Path) -> None:
    header = "date,time,pm25,temperature"
    scene = Replay(contents=[content(tmp_path, "Knarrdalstranda.csv", f"{header}\n2018-01-01,00:00:00,4,1\n")]).scene()
    assert scene.sites["norway-knarrdalstranda"]["name"] == "Knarrdalstranda, Porsgrunn, replayed"
    assert scene.devices["norway-knarrdalstranda"]["model"] == "reference"


def test_a_file_with_nothing_to_send_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no row has a time and a value"):
        first_time([content(tmp_path, "a.csv", "time,pm25\n10,\n")])
    with pytest.raises(ValueError, match=r"a\.csv: names its columns, and no row stands below them"):
        first_time([content(tmp_path, "a.csv", "time,pm25\n")])
