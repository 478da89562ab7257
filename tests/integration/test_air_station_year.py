"""A real station's year, sent over MQTT as its instrument would, is in the service what pandas makes of it.

`python -m bench.air_stations` does the same with five years of three stations.
"""

import csv
import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from simulators.air.replay_air import EXTRACT
from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from tests.air_truth import StationTruth, held_to
from tests.integration.service import Service
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until

STATION = "Nygaardsgata"  # 84.98 % of its hours were measured: a hair too few


def measured() -> StationTruth:
    with gzip.open(EXTRACT, "rt", encoding="utf-8", newline="") as file:
        rows = {row["hour"]: float(row[STATION]) for row in csv.DictReader(file) if row[STATION]}
    return StationTruth(pd.Series(rows.values(), index=pd.DatetimeIndex(pd.to_datetime(list(rows), format="%Y-%m-%dT%H"), tz="UTC")))


def publish(broker: Mosquitto, device: str, hours: "Iterable[tuple[pd.Timestamp, float]]") -> None:
    with Publisher(broker.url, Account(client_id=f"{device}-station")) as publisher:
        for hour, value in hours:
            publisher.publish(f"bysans/v1/air/{device}", json.dumps({"time": int(hour.timestamp()), "pm25": value}).encode())
        assert publisher.drain(120)


def test_a_real_station_year_is_what_pandas_makes_of_it(mosquitto: Mosquitto, tmp_path: Path) -> None:
    truth = measured()
    with Service(tmp_path, {"mqtt": {"url": mosquitto.url, "client_id": "station-year"}}, clock="data") as service:
        service.ask("PUT", "/sites/nygaardsgata", json={"name": STATION, "lat": 59.2, "lon": 10.9})
        service.register("nygaardsgata-1", model="reference", interval_s=3600, site="nygaardsgata")
        in_march = truth.hours.index.month == 3
        wrong = [(hour, value + 100) for hour, value in truth.hours["2020-07-01":"2020-07-02"].items()]
        publish(mosquitto, "nygaardsgata-1", wrong)
        publish(mosquitto, "nygaardsgata-1", truth.hours[~in_march].items())  # corrects the wrong ones
        publish(mosquitto, "nygaardsgata-1", truth.hours[in_march].items())  # long after its time
        wait_until(lambda: service.counts()["pending"] == 0 and service.worked_out(), "everything was worked out", 240)
        held_to(truth, service, "nygaardsgata")
