"""Each role's InfluxDB token does what the role does, and nothing else."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from domain.reading import Reading
from storage.readings.open import open_readings
from storage.readings.protocol import Readings, StoreRefusesError
from tests.real_parts.influxd import Influxd

READING = Reading("a1", 1_700_000_000_000, {"pm25": 8.0})


def make_tokens(server: Influxd, bucket: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    (folder / "operator").write_text(server.token)
    values = {"URL": server.url, "ORG": server.org, "BUCKET": bucket, "TOKEN_FILE": str(folder / "operator")}
    for name, value in values.items():
        monkeypatch.setenv(f"BYSANS_READINGS__{name}", value)
    return CliRunner().invoke(app, ["influxdb-tokens", str(folder / "tokens")])


def store(server: Influxd, bucket: str, token: str, folder: Path) -> Readings:
    return open_readings(server.url, data_dir=folder, org=server.org, bucket=bucket, token=token, parameters=["pm25"])


@pytest.mark.real("influxd")
def test_only_ingest_writes_and_nobody_sees_another_bucket(influxd: Influxd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket, other = influxd.new_bucket(), influxd.new_bucket()
    assert make_tokens(influxd, bucket, tmp_path, monkeypatch).exit_code == 0
    tokens = {role: (tmp_path / "tokens" / role / "token") for role in ("ingest", "watch", "api")}
    assert {file.stat().st_mode & 0o777 for file in tokens.values()} == {0o400}
    for role, file in tokens.items():
        readings = store(influxd, bucket, file.read_text().strip(), tmp_path)
        if role == "ingest":
            readings.check()
            assert readings.write([READING]) == []
        else:
            with pytest.raises(StoreRefusesError, match="may not do this|may not see it"):
                readings.write([READING])
        assert readings.read(["a1"], 0, 2_000_000_000_000) == [READING]
        readings.close()
        stranger = store(influxd, other, file.read_text().strip(), tmp_path)
        with pytest.raises(StoreRefusesError):
            stranger.read(["a1"], 0, 1)
        stranger.close()


@pytest.mark.real("influxd")
def test_a_second_call_makes_no_second_token(influxd: Influxd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = influxd.new_bucket()
    make_tokens(influxd, bucket, tmp_path, monkeypatch)
    before = (tmp_path / "tokens" / "api" / "token").read_text()
    assert make_tokens(influxd, bucket, tmp_path, monkeypatch).exit_code == 0
    assert (tmp_path / "tokens" / "api" / "token").read_text() == before


@pytest.mark.real("influxd")
def test_a_bucket_that_is_not_there_is_one_sentence(influxd: Influxd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = make_tokens(influxd, "nowhere", tmp_path, monkeypatch)
    assert (ended.exit_code, "has no such bucket" in ended.output, ended.output.count("\n")) == (1, True, 1)


def test_without_an_influxdb_there_is_nothing_to_make(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["influxdb-tokens", str(tmp_path)])
    assert (ended.exit_code, "names no InfluxDB" in ended.output) == (2, True)
