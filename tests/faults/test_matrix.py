"""The fault matrix: each fault alone, on both stores, under steady load; afterwards lost 0, doubled 0. Run by `make faults`."""

import time
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from tests.faults.disk import Disk, fill, small_disk
from tests.faults.faults import BROKERS_OWN, ON_BOTH, ON_INFLUXDB, ON_POSTGRESQL, Fault, cut_power
from tests.faults.report import Row
from tests.faults.stand import Stand, stand
from tests.faults.trial import trial
from tests.integration.service import BYSANS, Role, Service
from tests.real_parts import http
from tests.real_parts.influxd import Influxd
from tests.real_parts.postgresql import Postgresql
from tests.real_parts.process import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.real("mosquitto"), pytest.mark.timeout(1200)]
RATE = 250
SYNCED_RATE = 50  # what a disk in a file syncs one by one beside everything else
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


each_broker = pytest.mark.parametrize(
    "broker", ["nats-server", "Mosquitto", pytest.param("RabbitMQ", marks=[pytest.mark.real("rabbitmq"), pytest.mark.timeout(3600)])]
)


def much(cases: dict[str, tuple[Fault, int, int]]) -> list[object]:
    return [pytest.param(name, fault, full, id=name) for name, (fault, _, full) in cases.items()]


def seed_of(name: str) -> int:
    """Return a seed of its own for each fault: trials of one stand would else be the same devices."""
    return crc32(name.encode())


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """One stand for all rows: each leaves it as it found it, or it would have found something."""
    with stand(tmp_path_factory.mktemp("sqlite")) as stand_:
        yield stand_


@pytest.fixture(scope="module")
def on_influxdb(tmp_path_factory: pytest.TempPathFactory, influxd: Influxd) -> Iterator[Stand]:
    with stand(tmp_path_factory.mktemp("influxdb"), influxd=influxd) as stand_:
        yield stand_


@pytest.mark.parametrize(("name", "fault", "amount"), much(dict(ON_BOTH)))
def test_on_sqlite(on_sqlite: Stand, rows: list[Row], name: str, fault: Fault, amount: int) -> None:
    rows.append(trial(on_sqlite, titled(name, fault, amount), [(fault, amount)], seed=seed_of(name), rate=RATE))


@pytest.mark.real("influxd")
@pytest.mark.parametrize(("name", "fault", "amount"), much({**ON_BOTH, **ON_INFLUXDB}))
def test_on_influxdb(on_influxdb: Stand, rows: list[Row], name: str, fault: Fault, amount: int) -> None:
    rows.append(trial(on_influxdb, titled(name, fault, amount), [(fault, amount)], seed=seed_of(name), rate=RATE))


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with Postgresql() as server, stand(tmp_path_factory.mktemp("postgresql"), postgresql=server) as stand_:
        yield stand_


@pytest.mark.real("postgresql")
@pytest.mark.parametrize(("name", "fault", "amount"), much(dict(ON_POSTGRESQL)))
def test_on_postgresql(on_postgresql: Stand, rows: list[Row], name: str, fault: Fault, amount: int) -> None:
    rows.append(trial(on_postgresql, titled(name, fault, amount), [(fault, amount)], seed=seed_of(name), rate=RATE))


def titled(name: str, fault: Fault, amount: int) -> str:
    if " s" in name or "InfluxDB" in name or "connection reset" in name:
        return name
    return name if amount == 1 else f"{name}, {amount} times"


@each_broker
@pytest.mark.parametrize(("name", "fault", "amount"), much(dict(BROKERS_OWN)))
def test_what_the_broker_loses_is_told_and_none_of_it_is_ours(
    tmp_path: Path, rows: list[Row], name: str, fault: Fault, amount: int, broker: str
) -> None:
    with stand(tmp_path, broker_name=broker) as stand_:
        title = f"{broker}: {titled(name, fault, amount)}"
        rows.append(trial(stand_, title, [(fault, amount)], seed=seed_of(title), rate=RATE, brokers_loss=may_lose(broker, name)))


def may_lose(broker: str, name: str) -> bool:
    """Return whether a broker may lose what it acknowledged: the recommended one only with its memory."""
    return broker == "Mosquitto" or "without its memory" in name


@each_broker
def test_a_power_cut_leaves_what_was_acknowledged(tmp_path: Path, rows: list[Row], broker: str) -> None:
    with Disk(tmp_path / "power") as disk, stand(tmp_path, broker_name=broker, disk=disk) as stand_:
        title = f"{broker}: power cut for broker and roles, 3 times"
        rows.append(trial(stand_, title, [(cut_power, 3)], seed=seed_of(title), rate=SYNCED_RATE, brokers_loss=may_lose(broker, title)))


@pytest.mark.real("influxd")
def test_a_partial_422_costs_only_the_refused(tmp_path: Path, influxd: Influxd, rows: list[Row]) -> None:
    def refuse_some(stand_: Stand, _: int) -> None:
        conflicting(stand_)

    with stand(tmp_path, influxd=influxd) as stand_:
        rows.append(trial(stand_, "InfluxDB refuses some of a batch (422)", [(refuse_some, 1)], seed=422, rate=RATE))
        refused = stand_.service.items("/quarantine", device_id="clash", reason="store_rejected")
        assert len(refused) == 5


def conflicting(stand_: Stand) -> None:
    """Make `co2` an integer in the bucket, so that every later one, a decimal as all are, is refused alone."""
    assert stand_.influxd is not None
    settings = stand_.service.config.read_text()
    bucket = settings.split('bucket = "')[1].split('"')[0]
    answer = http.post(
        f"{stand_.influxd.url}/api/v2/write",
        params={"org": stand_.influxd.org, "bucket": bucket, "precision": "ms"},
        headers={"Authorization": f"Token {stand_.influxd.token}"},
        content=f"readings,device=first co2=400i {time.time_ns() // 1_000_000}",
    )
    answer.raise_for_status()
    stand_.service.register("clash")
    with stand_.device("clash") as device:
        for number in range(5):
            device.send_values(time.time_ns() // 1_000_000 + number, {"co2": 400.5 + number})
    wait_until(lambda: len(stand_.service.items("/quarantine", device_id="clash")) == 5, "the refused were in quarantine")


def test_a_full_disk_stops_acknowledgements_says_so_and_recovers(tmp_path: Path, rows: list[Row]) -> None:
    def fill_log(stand_: Stand, seconds: int) -> None:
        filler = fill(stand_.log_folder)
        wait_until(lambda: "log" in stand_.service.reasons(), "/readyz said that the log is full")
        assert "make room" in stand_.service.reasons()["log"]
        stand_.pause(seconds, seconds)
        filler.unlink()

    with small_disk(tmp_path / "service" / "data" / "log", 16), stand(tmp_path) as stand_:
        rows.append(trial(stand_, "disk full for the log, 20 s", [(fill_log, 20)], seed=16, rate=RATE))


@each_broker
def test_a_full_disk_of_the_brokers_loses_nothing(tmp_path: Path, rows: list[Row], broker: str) -> None:
    def fill_store(stand_: Stand, seconds: int) -> None:
        assert stand_.broker is not None
        filler = fill(stand_.broker.directory)
        stand_.pause(seconds, seconds)
        filler.unlink()
        # nats-server takes nothing more until it is started again, as whoever watches it does; RabbitMQ's quorum queues neither, once
        # their write-ahead log has died of the full disk more often than its supervisor allows, which an operator has to see.
        if broker != "Mosquitto":
            stand_.broker.restart()

    with small_disk(tmp_path / "broker", 256), stand(tmp_path, broker_name=broker) as stand_:
        title = f"{broker}: its disk full, 20 s"
        rows.append(trial(stand_, title, [(fill_store, 20)], seed=seed_of(title), rate=RATE, brokers_loss=may_lose(broker, title)))


@pytest.mark.parametrize(("hours", "accept"), [(1, ()), (-1, ("future_time",))])
def test_a_stepped_clock_loses_nothing(tmp_path: Path, rows: list[Row], hours: int, accept: tuple[str, ...]) -> None:
    if not FAKETIME.exists():
        pytest.skip("libfaketime is not on this machine: install the system's package 'libfaketime'")
    clock = tmp_path / "clock"
    clock.write_text("+0")

    def with_a_clock(service: Service) -> None:
        env = [f"LD_PRELOAD={FAKETIME}", f"FAKETIME_TIMESTAMP_FILE={clock}", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"]
        service.roles["ingest"] = Role(tmp_path / "ingest", "env", *env, str(BYSANS), "ingest", "--config", str(service.config))

    def step(stand_: Stand, seconds: int) -> None:
        clock.write_text(f"{hours * 3600:+}")
        stand_.pause(seconds, seconds)
        clock.write_text("+0")

    with stand(tmp_path, before=with_a_clock) as stand_:
        rows.append(
            trial(
                stand_, f"ingest's clock stepped {hours:+} h for 15 s, then back", [(step, 15)], seed=60 + hours, rate=RATE, accept=accept
            )
        )
