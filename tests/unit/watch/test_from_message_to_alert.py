"""A message as a device sends it becomes an alert, also where what it measured is beyond its sensor's range."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from config.catalogue import load_catalogue
from domain import rfc3339
from domain.alerts.alert import Alert
from domain.device import Device
from domain.duration import HOUR
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry
from storage.state import registry
from storage.state.registry import RegistryCache
from tests.unit.watch.alarmed import LONG_AGO, Alarmed
from tests.unit.watch.conftest import MINUTE, NOON
from watch.loop import Watch

DECODER = Decoder(load_catalogue(), retention_ms=None)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    town = Alarmed(tmp_path)
    town.defaults("bin-full", "bin-overflowing", "bin-hot", "pm25-high", "pm25-very-high")
    yield town
    town.readings.close()
    town.state.close()


def publish(town: Alarmed, topic: str, message: dict[str, Any]) -> None:
    """Take in a message that was published now."""
    entry = Entry(0, 1, town.now, topic, json.dumps(message).encode())
    decoded = DECODER.decode(entry, RegistryCache(town.state).current())
    assert [rejection.detail for rejection in decoded.rejections] == []
    town.send(*[arrival.reading for arrival in decoded.arrivals])


def alert_after(town: Alarmed, watch: Watch, topic: str, message: dict[str, Any]) -> Alert | None:
    town.now += 10 * MINUTE
    publish(town, topic, message)
    town.work(watch)
    return next(iter(town.alerts("bin-hot")), None)


def milesight(tenths: int) -> dict[str, Any]:
    """An EM400-MUD's uplink over The Things Stack, at so many tenths of a degree."""
    payload = bytes.fromhex("01755C 0367") + tenths.to_bytes(2, "little") + bytes.fromhex("0482 4403 050000")
    ids = {"device_id": "mud", "application_ids": {"application_id": "city"}}
    return {"end_device_ids": ids, "uplink_message": {"f_port": 85, "frm_payload": base64.b64encode(payload).decode()}}


@pytest.mark.parametrize(
    ("model", "topic", "message"),
    [
        ("generic", "bysans/v1/bin/z1", {"distance": 1500, "temperature": 90}),
        ("generic", "bysans/v1/bin/z1", {"fill": 60, "temperature": 150}),
        ("milesight/em400-mud", "v3/city@ttn/devices/mud/up", milesight(750)),
        ("milesight/em400-mud", "v3/city@ttn/devices/mud/up", milesight(800)),
    ],
)
def test_a_burning_bin_is_an_alert_at_its_first_message(town: Alarmed, model: str, topic: str, message: dict[str, Any]) -> None:
    town.bin("z", device="z1" if model == "generic" else "mud", model=model)
    alert = alert_after(town, town.watch(), topic, message)
    assert alert is not None
    assert (alert.severity, alert.state, alert.members["z"].bound) == ("critical", "raised", "at_least")


def test_an_alert_stays_and_keeps_its_data_as_the_bin_gets_hotter(town: Alarmed) -> None:
    town.bin("z", device="z1")
    watch = town.watch()
    for celsius in (66, 90, 120):
        alert = alert_after(town, watch, "bysans/v1/bin/z1", {"temperature": celsius})
        assert alert is not None
        assert alert.is_open
        assert alert.members["z"].fresh_until > town.now


def test_an_hour_of_smoke_beyond_the_sensors_range_is_very_high_air(town: Alarmed) -> None:
    town.site()
    device = Device(id="a1", kind="air", model="plantower/pms5003", interval_s=600, valid_from=LONG_AGO, place="square")
    with town.state.begin() as connection:
        registry.put(connection, device)
    watch = town.watch()
    for number in range(6):
        town.now = NOON + number * 10 * MINUTE
        publish(town, "bysans/v1/air/a1", {"pm25": 1500})
    town.work(watch)
    town.work_until_judged(watch, NOON)
    (alert,) = town.alerts()
    assert (alert.about.id, alert.severity, alert.members["square"].value) == ("square", "critical", 1000.0)
    assert alert.members["square"].end == NOON + HOUR


def test_what_happens_to_an_alert_is_a_line_with_its_id_and_the_values_whose_readings_made_it(town: Alarmed) -> None:
    town.bin("z", device="z1")
    with capture_logs() as lines:
        alert = alert_after(town, town.watch(), "bysans/v1/bin/z1", {"temperature": 80})
    assert alert is not None
    [line] = [line for line in lines if line["event"] == "alert raised"]
    assert (line["alert"], line["threshold"], line["subject"], line["severity"]) == (alert.id, "bin-hot", "bin z", "critical")
    assert line["values"] == [f"z 80 at {rfc3339.write(alert.members['z'].end)}"]
