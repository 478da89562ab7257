"""Measure speed and cost of draining a backlog from the broker into a store: by us, by the plain session, by Telegraf.

Run `python -m bench.drain [WHO…] [--messages 200000] [--rounds 5] [--devices 1000] [--registered N]`, WHO being `influxdb`
`influxdb-plain` `sqlite` `postgresql` (its readings; the state is SQLite's) `telegraf-small` `telegraf-moderate` `telegraf-large`;
`--registered`: how many devices are known, those that send among them. Everyone in turn, round after round: the same broker, the
same influxd, an empty bucket, the same probe. The clock starts when the broker, held until then, lets in a process that has started
and waits for it.
"""

import argparse
import os
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import telegraf
from bench.backlog import HOUR_MS, PARAMETERS, Backlog, publish, subscribe
from bench.count import Count, InfluxCount, PostgresqlCount, SqliteCount
from bench.ingest_process import command, lay_out
from bench.machine import describe
from bench.results import keep
from bench.subject import MeasuredProcess
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.postgresql import Postgresql

PATIENCE_S = 900.0
POSTGRESQL = ("-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB")  # as in docker-compose.postgresql.yml; what it commits is synced
PROBE_S = 0.1  # a question costs influxd 7 ms: asked 50 times a second, that is as much as all the writing
BROKER = """\
listener {port} 127.0.0.1
allow_anonymous true
max_queued_messages 0
max_queued_bytes 0
# For Telegraf, who can't ask for a window of its own; Mosquitto's 20 would hold it back.
max_inflight_messages 60000
user root
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainRun:
    """One drain: `rate` messages a second, `cpu_us` of the process for a message, `memory_mib` at its peak."""

    rate: float
    cpu_us: float
    memory_mib: float


class DrainStand:
    """The test stand that all contenders share: a broker, an InfluxDB, and a PostgreSQL where somebody needs it."""

    def __init__(self, folder: Path, influxd: Influxd, postgresql: Postgresql | None = None, registered: int = 0) -> None:
        self.folder = folder
        self._influxd = influxd
        self._postgresql = postgresql
        self._registered = registered
        self._runs = 0

    @contextmanager
    def broker(self) -> Iterator[Mosquitto]:
        """Start an empty broker, in a directory of this run's own."""
        self._runs += 1
        folder = self.folder / f"run-{self._runs}"
        broker = Mosquitto(folder)
        broker.settings.write_text(BROKER.format(port=broker.port))
        with broker:
            yield broker

    def drain(self, contender: str, backlog: Backlog) -> DrainRun:
        """Let `contender` drain the backlog into a store of its own, and count what arrived."""
        with self.broker() as broker:
            folder = broker.directory
            is_ours = not contender.startswith("telegraf")
            subscribe(broker.port, "bysans-ingest" if is_ours else "telegraf", v5=is_ours)
            publish(broker.port, backlog)
            count = self._count(contender, folder)
            if isinstance(count, InfluxCount) and not is_ours:
                line, environment = telegraf.command(contender, broker, count)
            else:
                lay_out(folder, broker, count, backlog, self._registered)
                line, environment = command(folder, plain=contender.endswith("-plain")), {}
            return _measure(line, environment, folder, broker, count, backlog)

    def _count(self, contender: str, folder: Path) -> Count:
        if contender == "sqlite":
            return SqliteCount(folder)
        if contender == "postgresql" and self._postgresql is not None:
            return PostgresqlCount(self._postgresql.new_database())
        return InfluxCount(self._influxd, self._influxd.new_bucket())


def _measure(
    line: Sequence[str],
    environment: dict[str, str],
    folder: Path,
    broker: Mosquitto,
    count: Count,
    backlog: Backlog,
) -> DrainRun:
    os.kill(broker.pid, signal.SIGSTOP)
    try:
        with MeasuredProcess(line, folder / "subject.log", environment) as subject:
            subject.wait_until_idle(broker.port)
            cpu, start = subject.cpu_s(), time.perf_counter()
            os.kill(broker.pid, signal.SIGCONT)
            last = backlog.messages - 1
            _wait(lambda: count.has(backlog.device(last), backlog.time(last)), "the last message")
            _wait(lambda: count.points() == backlog.messages, "every message")
            wall, cpu = time.perf_counter() - start, subject.cpu_s() - cpu
            fields = count.fields()
            if fields != backlog.messages * len(PARAMETERS):
                raise SystemExit(f"{fields} values were stored instead of {backlog.messages * len(PARAMETERS)}")
            return DrainRun(rate=backlog.messages / wall, cpu_us=cpu / backlog.messages * 1e6, memory_mib=subject.memory_mib())
    finally:
        os.kill(broker.pid, signal.SIGCONT)
        count.drop()


def _wait(stored: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not stored():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited {PATIENCE_S:g} s in vain until {what} was stored")
        time.sleep(PROBE_S)


def alternate(contenders: Sequence[str], backlog: Backlog, rounds: int, registered: int) -> dict[str, list[DrainRun]]:
    """Measure the contenders in turn, so that what disturbs the machine disturbs all."""
    runs: dict[str, list[DrainRun]] = {name: [] for name in contenders}
    server = Postgresql(settings=POSTGRESQL) if "postgresql" in contenders else nullcontext()
    with tempfile.TemporaryDirectory() as name, Influxd(Path(name) / "influxd") as influxd, server as postgresql:
        place = DrainStand(Path(name), influxd, postgresql, registered)
        for number in range(rounds):
            for contender in contenders:
                run = place.drain(contender, backlog)
                runs[contender].append(run)
                print(
                    f"{number + 1}. {contender:18} {run.rate:8,.0f} msg/s {run.cpu_us:6.1f} µs CPU/msg {run.memory_mib:5.0f} MiB",
                    flush=True,
                )
    return runs


def table(runs: dict[str, list[DrainRun]]) -> None:
    """Print medians and, in brackets, the least and the most."""
    print(f"\n{'':18} {'msg/s':>28} {'CPU µs/msg':>22} {'peak MiB':>9}")
    for name, runs_of_one in runs.items():
        rates, cpus = [run.rate for run in runs_of_one], [run.cpu_us for run in runs_of_one]
        print(
            f"{name:18} {statistics.median(rates):9,.0f} ({min(rates):7,.0f}–{max(rates):7,.0f}) "
            f"{statistics.median(cpus):7.1f} ({min(cpus):5.1f}–{max(cpus):5.1f}) {max(run.memory_mib for run in runs_of_one):8.0f}"
        )


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__)
    store_names = ["influxdb", "influxdb-plain", *telegraf.CONFIGURATIONS, "sqlite", "postgresql"]
    arguments.add_argument("who", nargs="*", default=store_names)
    arguments.add_argument("--messages", type=int, default=200_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--devices", type=int, default=1000)
    arguments.add_argument("--registered", type=int, default=0)
    options = arguments.parse_args()
    if unknown := [contender for contender in options.who if contender not in store_names]:
        arguments.error(f"nobody is called {unknown[0]}; known are {', '.join(store_names)}")
    print(describe())
    backlog = Backlog(messages=options.messages, devices=options.devices, start=int(time.time()) // 3600 * HOUR_MS - 2 * HOUR_MS)
    runs = alternate(options.who, backlog, options.rounds, options.registered)
    table(runs)
    name = f"drain-{options.devices}-of-{max(options.devices, options.registered)}-devices"
    keep(name, vars(options), {contender: [asdict(run) for run in runs_of_one] for contender, runs_of_one in runs.items()})


if __name__ == "__main__":
    main()
