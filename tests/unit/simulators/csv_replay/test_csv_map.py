"""A file says itself what it holds where its columns have our names; else one is told, by name, file or pair."""

from pathlib import Path

import pytest

from config.toml_file import ConfigError
from simulators.csv_replay.csv_map import choose_map

NORWAY = ["date", "time", "pm25", "temperature", "windSpeed", "rain", "weekday"]
EDINBURGH = [
    "bin_id", "site_name", "address", "emptied_at_local", "fill_before_pct", "fill_after_pct", "volume_l", "weight_kg", "confidence_pct",
]  # fmt: skip
WYNDHAM = ["timestamp", "serialNumber", "latestFullness", "fullnessThreshold", "ageThreshold", "reason", "longitude", "latitude"]


@pytest.mark.parametrize(("header", "prefix"), [(NORWAY, "norway-"), (EDINBURGH, "edinburgh-"), (WYNDHAM, "wyndham-")])
def test_the_known_data_sets_are_known_by_their_columns(header: list[str], prefix: str) -> None:
    assert choose_map([], header).prefix == prefix


def test_columns_with_names_as_ours_are_read_however_they_are_written() -> None:
    map_ = choose_map([], ["Device", "timestamp", "PM2.5", "Temperature", "remark", "device"])
    assert (map_.time, map_.device) == (("timestamp",), "device")
    assert map_.reading[0].values == {"pm25": "PM2.5", "temperature": "Temperature"}


def test_what_the_api_exports_can_be_replayed() -> None:
    map_ = choose_map([], ["device_id", "parameter", "time", "value", "unit", "flag"])
    assert (map_.device, map_.parameter, map_.value, map_.time) == ("device_id", "parameter", "value", ("time",))


def test_pairs_add_to_what_the_header_tells_and_take_away() -> None:
    map_ = choose_map(
        ["fill=level*10", "temperature=", "time=day+hour", "device=serial"], ["day", "hour", "serial", "level", "temperature"]
    )
    assert (map_.time, map_.device, map_.reading[0].values) == (("day", "hour"), "serial", {"fill": "level*10"})


@pytest.mark.parametrize(
    ("choices", "header", "sentence"),
    [
        (["fill=full"], ["time", "level"], "there is no column 'full'; there are time, level"),
        ([], ["when", "pm25"], "no column says when"),
        ([], ["time", "dust"], "no column is known as a measurement"),
        (["dust=pm25"], ["time", "pm25"], "'dust' is none of time, zone, stamp, device"),
        (["pm25=dust*much"], ["time", "dust"], "must be COLUMN or COLUMN*FACTOR"),
        (["zone=Mars/Olympus"], ["time", "pm25"], "no such time zone"),
        (["air-norway", "bins-wyndham"], NORWAY, "names one map"),
        (["air-norway"], ["time", "pm25"], "there is no column 'date'"),
    ],
)
def test_a_map_that_does_not_fit_is_told(choices: list[str], header: list[str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("*", r"\*")):
        choose_map(choices, header)


def test_a_map_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="there is no map 'oslo': there are air-norway, bins-edinburgh, bins-wyndham"):
        choose_map(["oslo"], NORWAY)


def test_a_mistake_in_a_map_of_ones_own_is_told_by_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('kind = "air"\ntime = ["time"]\n[[reading]]\nvalues = { dust = "pm" }\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="line 4.*'dust' is no parameter"):
        choose_map([str(file)], ["time", "pm"])
