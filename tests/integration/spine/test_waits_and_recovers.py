"""What the service depends on may be away, wrong or full: it says so in one clear sentence, waits, and goes on by itself."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from tests.integration.service import Service
from tests.integration.spine.conftest import influx_settings
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until

T0 = 1_760_000_000
pytestmark = pytest.mark.real("mosquitto")


@contextmanager
def serving(folder: Path, url: str, **settings: Mapping[str, object]) -> Iterator[Service]:
    """Run ingest and api, which know one device, `air-1`."""
    service = Service(folder, {"mqtt": {"url": url, "client_id": uuid4().hex[:12]}, **settings}).start("ingest", "api")
    try:
        wait_until(lambda: "http" not in service.reasons(), "the API answered")
        service.register("air-1")
        yield service
    finally:
        service.stop()


def says(service: Service, part: str, *words: str) -> None:
    """Wait until `/readyz` says it of the part; then ingest's log and `bysans check` say it too."""
    wait_until(lambda: all(word in service.reasons().get(part, "") for word in words), f"/readyz said {words} of {part}")
    wait_until(lambda: service.roles["ingest"].said(words[0]), f"ingest's log said {words[0]!r}")
    checked = service.check()
    assert checked.returncode == 1
    line = next(line for line in checked.stdout.splitlines() if line.startswith(f"failed  {part}:"))
    assert [word for word in words if word not in line] == []


def works(service: Service, *parts: str) -> None:
    wait_until(lambda: not service.reasons().keys() & set(parts), f"{parts} worked again")


def send(url: str, *numbers: int, drain_s: float = 30) -> bool:
    """Publish a reading a number; return whether the broker has them all."""
    with Publisher(url, Account(client_id=f"t-{uuid4().hex[:12]}")) as publisher:
        for number in numbers:
            publisher.publish("bysans/v1/air/air-1", json.dumps({"time": T0 + number, "pm25": number, "note": "x" * 1000}).encode())
        return publisher.drain(drain_s)


def stored(service: Service, *numbers: int) -> None:
    wait_until(lambda: [row["value"] for row in service.readings("air-1")] == list(numbers), f"{len(numbers)} readings were stored once")


def test_a_broker_that_is_away_at_the_start_and_later(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path / "broker")
    with serving(tmp_path, broker.url) as service:
        says(service, "broker", "nothing answers", broker.url, "mqtt.url")
        with broker:
            works(service, "broker")
            send(broker.url, 1)
            stored(service, 1)
            broker.stop()
            says(service, "broker", broker.url)
            broker.start()
            works(service, "broker")
            send(broker.url, 2)
            stored(service, 1, 2)


def test_a_wrong_password_that_is_corrected(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("wrong")
    account = {"username": "ingest", "password_file": str(password), "client_id": "wrong"}
    with (
        Mosquitto(tmp_path / "broker", passwords={"ingest": "right"}) as broker,
        serving(tmp_path, broker.url, mqtt={"url": broker.url, **account}) as service,
    ):
        says(service, "broker", "refuses us", "mqtt.password_file")
        password.write_text("right")
        works(service, "broker")


@pytest.mark.real("influxd")
def test_an_influxdb_that_is_away_at_the_start(tmp_path: Path, mosquitto: Mosquitto) -> None:
    influxd = Influxd(tmp_path / "influxd")
    with serving(tmp_path, mosquitto.url, readings=influx_settings(influxd, tmp_path, influxd.bucket)) as service:
        works(service, "broker")
        send(mosquitto.url, 1, 2, 3)
        says(service, "readings", "does not answer", influxd.url)
        with influxd:
            works(service, "readings")
            stored(service, 1, 2, 3)


@pytest.mark.real("influxd")
def test_a_byte_of_the_log_that_goes_bad_before_it_is_drained_costs_its_own_reading(tmp_path: Path, mosquitto: Mosquitto) -> None:
    influxd = Influxd(tmp_path / "influxd")
    with serving(tmp_path, mosquitto.url, readings=influx_settings(influxd, tmp_path, influxd.bucket)) as service:
        works(service, "broker")
        send(mosquitto.url, *range(20))
        wait_until(lambda: service.gauge("acknowledged") == 20, "all were acknowledged")
        service.roles["ingest"].stop()
        [segment] = (service.data / "log").glob("*.log")
        content = bytearray(segment.read_bytes())
        content[content.index(b'"pm25": 7')] ^= 1
        segment.write_bytes(content)
        service.roles["ingest"].start()
        with influxd:
            works(service, "readings")
            stored(service, *(number for number in range(20) if number != 7))
        wait_until(lambda: "damaged in 1 place" in service.reasons().get("log_damage", ""), "/readyz told of the damage")
        assert service.roles["ingest"].said("the ingest log is damaged")
        assert service.gauge("log_damaged") == 1
        [kept] = (service.data / "log").glob("*.damaged")
        assert b'#pm25": 7' in kept.read_bytes()
        kept.unlink()
        works(service, "log_damage")


@pytest.mark.real("influxd")
def test_a_wrong_token_that_is_corrected_and_a_bucket_that_is_made(tmp_path: Path, mosquitto: Mosquitto, influxd: Influxd) -> None:
    bucket = f"late-{uuid4().hex[:6]}"
    settings = influx_settings(influxd, tmp_path, bucket)
    token = tmp_path / "token"
    token.write_text("wrong")
    with serving(tmp_path, mosquitto.url, readings=settings) as service:
        works(service, "broker")
        send(mosquitto.url, 1)
        says(service, "readings", "does not know the token", "readings.token_file")
        token.write_text(influxd.token)
        says(service, "readings", "no such bucket", "readings.bucket")
        influxd.new_bucket(bucket)
        works(service, "readings")
        stored(service, 1)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can mount a small disk to fill")
def test_a_disk_that_is_full_under_the_log(tmp_path: Path, mosquitto: Mosquitto) -> None:
    log = tmp_path / "data" / "log"
    log.mkdir(parents=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(log)], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"this container lets nobody mount: {mounted.stderr.strip()}")
    try:
        with serving(tmp_path, mosquitto.url) as service:
            works(service, "broker")
            send(mosquitto.url, *range(200))
            wait_until(lambda: "cannot be written" in service.reasons().get("log", ""), "/readyz said that the disk is full")
            assert "make room" in service.reasons()["log"]
            assert service.roles["ingest"].said("No space left")
            checked = service.check().stdout
            assert "failed  log: " in checked
            subprocess.run(["mount", "-o", "remount,size=16m", str(log)], check=True)
            works(service, "log")
            stored(service, *range(200))
    finally:
        subprocess.run(["umount", "--lazy", str(log)], check=True)


def test_a_port_in_use_for_http(tmp_path: Path, mosquitto: Mosquitto) -> None:
    service = Service(tmp_path, {"mqtt": {"url": mosquitto.url, "client_id": "port"}})
    port = int(service.address.rsplit(":", 1)[1])
    with socket.create_server(("127.0.0.1", port)):
        service.start("api")
        try:
            wait_until(lambda: service.roles["api"].said(f"cannot listen on 127.0.0.1:{port}"), "it ended, and said that the port is taken")
            assert f"127.0.0.1:{port}, is in use" in service.check().stdout
        except BaseException:
            service.stop()
            raise
    service.roles["api"].restart()  # as whatever keeps it running does
    try:
        wait_until(lambda: "http" not in service.reasons(), "the API came up")
    finally:
        service.stop()


def test_a_state_that_is_locked_for_a_while_holds_up_no_acknowledgement(tmp_path: Path, mosquitto: Mosquitto) -> None:
    with serving(tmp_path, mosquitto.url) as service:
        works(service, "broker")
        with closing(sqlite3.connect(service.data / "state.db", isolation_level=None)) as locking:
            locking.execute("BEGIN IMMEDIATE")
            acknowledged = service.gauge("acknowledged")
            assert send(mosquitto.url, *range(20))
            assert service.readings("air-1") == []
            locking.execute("ROLLBACK")
        stored(service, *range(20))
        wait_until(lambda: service.gauge("acknowledged") == acknowledged + 20, "ingest told what it acknowledged")
        works(service, "state", "log", "broker", "readings")
