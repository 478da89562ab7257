"""Two ingests on slices of the topics and two watches on one PostgreSQL, killed in turn under load: nothing lost, doubled or told twice."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from simulators.testing.live_device import LiveDevice, make_device
from tests.faults.report import Row
from tests.faults.stand import PATIENCE_S, Stand
from tests.faults.tcp_proxy import TcpProxy
from tests.faults.trial import trial
from tests.integration.service import BYSANS, Role, Service
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.postgresql import Postgresql
from tests.real_parts.process import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.real("postgresql"), pytest.mark.timeout(1200)]
RATE, KILLS = 100, 10
HOT_C = 80.0


@contextmanager
def doubled_stand(folder: Path) -> Iterator[tuple[Stand, list[Role]]]:
    """Give a stand with the air's ingest and a watch as its own roles, and the bins' ingest and a second watch beside them."""
    with ExitStack() as running:
        postgresql = running.enter_context(Postgresql())
        broker = EmbeddedBroker(folder / "broker").start()
        running.callback(broker.stop)
        network = running.enter_context(TcpProxy(lambda: broker.port))
        stores = {"state": {"url": postgresql.url}, "readings": {"url": postgresql.url.replace("+psycopg", "")}}

        def slice_(kind: str) -> dict[str, dict[str, object]]:
            mqtt = {"url": network.url, "protocol": "3.1.1", "client_id": f"faults-{kind}", "topics": [f"bysans/v1/{kind}/+"]}
            return {"mqtt": mqtt, "log": {"name": kind}, **stores}

        service = Service(folder / "service", slice_("air"))
        config = folder / "bins.toml"
        sections = {"": {"data_dir": str(folder / "bins")}, **slice_("bin")}
        lines = [line for name, values in sections.items() for line in ([f"[{name}]"] if name else []) + _lines(values)]
        config.write_text("\n".join(lines), encoding="utf-8")
        others = [
            Role(folder / "ingest-2", str(BYSANS), "ingest", "--config", str(config)),
            Role(folder / "watch-2", str(BYSANS), "watch", "--config", str(config)),
        ]
        running.enter_context(service)
        for other in others:
            running.enter_context(other)
        stand = Stand(folder=folder, service=service, network=network, broker=broker, broker_url=broker.url, postgresql=postgresql)
        wait_until(lambda: stand.gauge("role_up", "ingest-bin") == 1, "the bins' ingest spoke", PATIENCE_S)
        yield stand, [service.roles["ingest"], service.roles["watch"], *others]


def _lines(values: dict[str, object]) -> list[str]:
    return [f"{key} = {json.dumps(value)}" for key, value in values.items()]


def test_two_ingests_and_two_watches_lose_nothing_and_tell_nothing_twice(tmp_path: Path, rows: list[Row]) -> None:
    with doubled_stand(tmp_path) as (stand, processes), ExitStack() as sending:
        bins = [_bin(stand, sending, number) for number in range(KILLS)]

        def kill_each(stand_: Stand, times: int) -> None:
            for number, process in zip(range(times), _in_turn(processes), strict=False):
                stand_.pause(0.2, 1.5)
                process.kill()
                now = time.time_ns() // 1_000_000
                for moment in range(3):  # the bins' ingest may be the dead one: the broker keeps them
                    bins[number].send_values(now + moment, {"temperature": HOT_C, "battery": 3.6})
                stand_.pause(0.2, 1.5)
                process.start()
            stand_.probes += 3 * times

        title = f"two ingests on slices and two watches: kill −9 of each in turn, {KILLS} times"
        row = trial(stand, title, [(kill_each, KILLS)], seed=22, rate=RATE)
        rows.append(replace(row, store="PostgreSQL"))
        wait_until(lambda: len(_hot(stand.service)) >= KILLS, "every hot bin had its alert", PATIENCE_S)
        stored = stand.service.readings(*(bin_.id for bin_ in bins))
        assert sorted((item["device_id"], item["value"]) for item in stored if item["parameter"] == "temperature") == sorted(
            (bin_.id, HOT_C) for bin_ in bins for _ in range(3)
        )
        alerts = _hot(stand.service)
        assert sorted(member for alert in alerts for member in alert["members"]) == sorted(f"hot-{number}" for number in range(KILLS))
        for alert in alerts:
            events = [event["event"] for event in stand.service.ask("GET", f"/alerts/{alert['id']}").json()["history"]]
            assert events.count("raised") == 1, events


def _in_turn(processes: list[Role]) -> Iterator[Role]:
    return (processes[number % len(processes)] for number in count())


def _bin(stand: Stand, sending: ExitStack, number: int) -> LiveDevice:
    """Register a bin with its sensor and connect that."""
    where = {"name": f"Hot {number}", "lat": 59.9 + number / 100, "lon": 10.7, "fraction": "rest", "capacity_l": 660}
    stand.service.ask("PUT", f"/bins/hot-{number}", json={**where, "valid_from": "2001-01-01T00:00:00Z"})
    stand.service.register(f"level-{number}", kind="bin", bin=f"hot-{number}")
    account = Account(client_id=f"level-{number}")
    publisher = sending.enter_context(Publisher(stand.broker_url, account, protocol="3.1.1", patience_s=PATIENCE_S))
    return LiveDevice(make_device("bin", f"level-{number}"), publisher)


def _hot(service: Service) -> list[dict[str, object]]:
    return [alert for alert in service.items("/alerts", limit=1000) if alert["parameter"] == "temperature"]
