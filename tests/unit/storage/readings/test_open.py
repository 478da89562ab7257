"""The settings name a store, and a setting that can't be right is said before anything starts."""

from pathlib import Path

import pytest

from storage.readings.influxdb import InfluxReadings
from storage.readings.open import open_readings
from storage.readings.postgresql.readings import PostgresqlReadings
from storage.readings.sqlite import SqliteReadings


def test_sqlite_is_a_file_in_the_data_directory(tmp_path: Path) -> None:
    store = open_readings("sqlite", data_dir=tmp_path, parameters=["pm25"])
    assert isinstance(store, SqliteReadings)
    store.check()
    store.close()
    assert (tmp_path / "readings.db").exists()


@pytest.mark.parametrize("url", ["http://localhost:8086", "https://influx.example.no/"])
def test_an_address_is_an_influxdb_and_nothing_is_contacted_yet(tmp_path: Path, url: str) -> None:
    store = open_readings(url, data_dir=tmp_path, parameters=["pm25"], org="kommune", bucket="bysans", token="secret")
    assert isinstance(store, InfluxReadings)
    store.close()


@pytest.mark.parametrize("url", ["", "mysql://localhost/bysans", "localhost:8086", "sqlite:///x.db"])
def test_any_other_url_is_refused_with_what_it_may_be(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match=r"readings\.url is .* it must be `sqlite`"):
        open_readings(url, data_dir=tmp_path, parameters=["pm25"])


@pytest.mark.parametrize("url", ["postgresql://bysans@localhost/bysans", "postgresql+psycopg://bysans@localhost:5433/bysans"])
def test_a_postgresql_is_not_contacted_yet_either(tmp_path: Path, url: str) -> None:
    store = open_readings(url, data_dir=tmp_path, parameters=["pm25"], token="secret")
    assert isinstance(store, PostgresqlReadings)
    store.close()


def test_an_influxdb_names_all_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"also needs readings\.bucket and readings\.token_file"):
        open_readings("http://localhost:8086", data_dir=tmp_path, parameters=["pm25"], org="kommune")


@pytest.mark.parametrize("token", ["a\nb", "nøkkel"])
def test_a_token_no_header_can_carry_names_its_setting_and_not_itself(tmp_path: Path, token: str) -> None:
    with pytest.raises(ValueError, match=r"readings\.token_file") as caught:
        open_readings("http://localhost:8086", data_dir=tmp_path, parameters=["pm25"], org="kommune", bucket="bysans", token=token)
    assert token not in str(caught.value)
