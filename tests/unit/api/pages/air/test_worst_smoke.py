"""Smoke above what a sensor can measure comes through from the message to the alert, the API and the page: never as clean air."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from config.catalogue import load_catalogue
from config.settings import Settings
from domain.device import Device
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry
from storage.state import registry
from storage.state.registry import RegistryCache
from tests.unit.api.hand import Broker
from tests.unit.watch.alarmed import LONG_AGO, Alarmed
from tests.unit.watch.conftest import MINUTE, NOON

SQUARE = "http://bysans/api/v1/air/sites/square"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    town = Alarmed(tmp_path)
    town.defaults("pm25-high", "pm25-very-high")
    town.site()
    yield town
    town.readings.close()
    town.state.close()


@pytest.fixture
def client(town: Alarmed, tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(
        settings=Settings(data_dir=tmp_path),
        state=town.state,
        readings=town.readings,
        catalogue=load_catalogue(),
        clock=lambda: town.now,
        publish=Broker(),
    )
    with TestClient(app) as client:
        yield client


def an_hour_of(town: Alarmed, model: str, **values: float) -> None:
    """Let a sensor at the square send these values for an hour, and watch judge it."""
    device = Device(id="a1", kind="air", model=model, interval_s=600, valid_from=LONG_AGO, place="square")
    with town.state.begin() as connection:
        registry.put(connection, device)
    decoder, watch = Decoder(load_catalogue(), retention_ms=None), town.watch()
    for number in range(6):
        town.now = NOON + number * 10 * MINUTE
        entry = Entry(0, 1, town.now, "bysans/v1/air/a1", json.dumps(values).encode())
        decoded = decoder.decode(entry, RegistryCache(town.state).current())
        assert not decoded.rejections
        town.send(*[arrival.reading for arrival in decoded.arrivals])
    town.work(watch)
    town.work_until_judged(watch, NOON)


def headline(client: TestClient, path: str) -> str:
    page = client.get(f"http://bysans{path}?lang=nb").text
    (heading,) = re.findall("<h1.*?</h1>", page, re.DOTALL)
    return re.sub("<[^>]+>", "", heading).strip()


@pytest.mark.parametrize(
    ("measured", "mean", "bound"), [(900, 900.0, False), (1000, 1000.0, False), (1500, 1000.0, True), (99_999, 1000.0, True)]
)
def test_the_worst_smoke_is_the_worst_class_everywhere(
    town: Alarmed, client: TestClient, measured: float, mean: float, bound: bool
) -> None:
    an_hour_of(town, "plantower/pms5003", pm25=measured)
    assert headline(client, "/") == "Svært høy luftforurensning i byen nå"
    assert headline(client, "/sted/square") == "Svært høy luftforurensning ved Square nå"
    assert ("mer enn måleren kan vise" in client.get("http://bysans/sted/square?lang=nb").text) is bound
    index = client.get(f"{SQUARE}/index").json()
    assert (index["class"], index["class_name"], index["at_least"], index["parameters"]["pm25"]["value"]) == (4, "Svært høyt", bound, mean)
    (hour,) = client.get(f"{SQUARE}/means", params={"parameter": "pm25"}).json()["items"]
    assert (hour["mean"], hour["status"], hour["at_least"]) == (mean, "valid", bound)
    (alert,) = town.alerts()
    assert (alert.severity, alert.state, alert.members["square"].value) == ("critical", "raised", mean)
