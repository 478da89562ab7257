"""The readings store the tests use is real: it keeps what was written over kill −9, and buckets keep tests apart."""

from pathlib import Path

import httpx
import pytest

from tests.real_parts.influxd import Influxd

pytestmark = pytest.mark.real("influxd")


def write(server: Influxd, bucket: str, line: str) -> int:
    return httpx.post(
        f"{server.url}/api/v2/write",
        params={"org": server.org, "bucket": bucket},
        headers={"Authorization": f"Token {server.token}"},
        content=line,
    ).status_code


def query(server: Influxd, bucket: str) -> str:
    return httpx.post(
        f"{server.url}/api/v2/query",
        params={"org": server.org},
        headers={"Authorization": f"Token {server.token}", "Content-Type": "application/vnd.flux"},
        content=f'from(bucket: "{bucket}") |> range(start: 0)',
    ).text


def test_a_new_bucket_is_empty_and_apart(influxd: Influxd) -> None:
    first, second = influxd.new_bucket(), influxd.new_bucket()
    assert write(influxd, first, "air pm25=8.2") == 204
    assert "8.2" in query(influxd, first)
    assert not query(influxd, second).strip()


def test_a_deleted_bucket_takes_no_more_readings(influxd: Influxd) -> None:
    bucket = influxd.new_bucket()
    influxd.delete_bucket(bucket)
    assert write(influxd, bucket, "air pm25=8.2") == 404


def test_what_was_written_survives_kill_9_and_a_restart_keeps_address_and_token(tmp_path: Path) -> None:
    with Influxd(tmp_path) as server:
        assert write(server, server.bucket, "air pm25=8.2") == 204
        server.kill()
        assert not server.answers()
        server.restart()
        assert "8.2" in query(server, server.bucket)
