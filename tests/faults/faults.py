"""The faults applied to the running service; each returns when it is over and everything is running again."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator, Mapping

from tests.faults.stand import Stand
from tests.real_parts.process import wait_until

Fault = Callable[[Stand, int], None]


def _at_random(stand: Stand, times: int, most: float = 1.0) -> Iterator[None]:
    """Yield so many times, each at no particular moment."""
    for _ in range(times):
        yield stand.pause(0.2, most)


def kill_ingest(stand: Stand, times: int) -> None:
    """kill −9 of ingest"""
    for _ in _at_random(stand, times, 1.5):
        stand.ingest.kill()
        stand.ingest.start()


def terminate_ingest(stand: Stand, times: int) -> None:
    """SIGTERM of ingest in mid-batch"""
    for _ in _at_random(stand, times, 1.5):
        stand.ingest.stop()
        stand.ingest.start()


def kill_watch(stand: Stand, times: int) -> None:
    """kill −9 of watch"""
    _kill_role(stand, "watch", times)


def kill_api(stand: Stand, times: int) -> None:
    """kill −9 of api"""
    _kill_role(stand, "api", times)


def _kill_role(stand: Stand, name: str, times: int) -> None:
    for _ in _at_random(stand, times):
        stand.service.roles[name].kill()
        stand.service.roles[name].start()


def restart_broker(stand: Stand, times: int) -> None:
    """orderly restart of the broker"""
    assert stand.broker is not None
    for _ in _at_random(stand, times):
        stand.broker.restart()


def kill_broker(stand: Stand, times: int) -> None:
    """kill −9 of the broker"""
    assert stand.broker is not None
    for _ in _at_random(stand, times):
        stand.broker.kill()
        stand.broker.start()


def kill_broker_and_ingest(stand: Stand, times: int) -> None:
    """kill −9 of the broker and of ingest, at once"""
    assert stand.broker is not None
    for _ in _at_random(stand, times, 2.0):
        stand.broker.kill()
        stand.ingest.kill()
        stand.broker.start()
        stand.ingest.start()


def cut_power(stand: Stand, times: int) -> None:
    """power cut: broker and roles die, and of their files only what had reached the disk is left"""
    assert stand.broker is not None
    assert stand.disk is not None
    for _ in _at_random(stand, times, 2.0):
        for process in (stand.broker, *stand.service.roles.values()):
            process.kill()
        stand.disk.lose_unwritten()
        stand.broker.start()
        stand.service.start()


def forget_session(stand: Stand, times: int) -> None:
    """broker restarted without its memory"""
    assert stand.broker is not None
    before = stand.gauge("sessions_lost")
    stand.broker.stop()
    stand.broker.forget()
    stand.broker.start()
    wait_until(lambda: stand.gauge("sessions_lost") > before, "the lost session was alarmed")


def reset_connections(stand: Stand, times: int) -> None:
    """TCP connections to the broker reset"""
    for _ in _at_random(stand, times):
        stand.network.reset()


def swallow_packets(stand: Stand, seconds: int) -> None:
    """half-open TCP: packets swallowed, not closed"""
    stand.network.swallow()
    stand.pause(seconds, seconds)
    stand.network.heal()


def lock_state(stand: Stand, seconds: int) -> None:
    """state store locked"""
    connection = sqlite3.connect(stand.service.data / "state.db", isolation_level=None, timeout=30)
    connection.execute("BEGIN IMMEDIATE")
    stand.pause(seconds, seconds)
    connection.execute("ROLLBACK")
    connection.close()


def restart_state(stand: Stand, times: int) -> None:
    """PostgreSQL restarted"""
    assert stand.postgresql is not None
    for _ in _at_random(stand, times):
        stand.postgresql.restart()


def state_away(stand: Stand, seconds: int) -> None:
    """PostgreSQL killed and away"""
    assert stand.postgresql is not None
    stand.postgresql.kill()
    stand.pause(seconds, seconds)
    stand.postgresql.start()


def tear_log_tail(stand: Stand, times: int) -> None:
    """torn tail of the ingest log"""
    for _ in _at_random(stand, times):
        stand.ingest.kill()
        last = max(stand.log_folder.glob("*.log"))
        with last.open("ab") as file:
            file.write(os.urandom(stand.dice.randint(1, 200)))
        stand.ingest.start()


def influxdb_down(stand: Stand, seconds: int) -> None:
    """InfluxDB down"""
    assert stand.influxd is not None
    stand.influxd.kill()
    stand.pause(seconds, seconds)
    stand.influxd.start()


def _troubled(mode: str) -> Fault:
    def trouble(stand: Stand, seconds: int) -> None:
        assert stand.store is not None
        before = stand.store.met
        stand.store.mode = mode  # type: ignore[assignment]
        stand.pause(seconds, seconds)
        wait_until(lambda: stand.store is not None and stand.store.met > before, f"a write met {mode}")
        stand.store.mode = "pass"

    return trouble


def freeze_ingest(stand: Stand, seconds: int) -> None:
    """ingest stopped and continued (a laptop that sleeps)"""
    os.kill(stand.ingest.pid, signal.SIGSTOP)
    stand.pause(seconds, seconds)
    os.kill(stand.ingest.pid, signal.SIGCONT)


# By name: the fault, how much of it in the short form (0: left out) and in the full one (times, or seconds).
ON_BOTH: Mapping[str, tuple[Fault, int, int]] = {
    "kill −9 of ingest": (kill_ingest, 2, 20),
    "SIGTERM of ingest in mid-batch": (terminate_ingest, 1, 5),
    "kill −9 of watch": (kill_watch, 1, 3),
    "kill −9 of api": (kill_api, 1, 3),
    "orderly broker restart": (restart_broker, 1, 3),
    "TCP connections to the broker reset": (reset_connections, 2, 10),
    "half-open TCP for 20 s: swallowed, not closed": (swallow_packets, 0, 20),
    "ingest frozen for 20 s and continued": (freeze_ingest, 0, 20),
    "state store locked for 40 s": (lock_state, 2, 40),
    "torn tail of the ingest log": (tear_log_tail, 1, 3),
}
ON_INFLUXDB: Mapping[str, tuple[Fault, int, int]] = {
    "InfluxDB down for 60 s": (influxdb_down, 2, 60),
    "InfluxDB answers after 2 s": (_troubled("slow"), 3, 30),
    "InfluxDB answers 503 with Retry-After": (_troubled("503"), 3, 20),
    "InfluxDB answers 401": (_troubled("401"), 1, 20),
    "InfluxDB answers 413": (_troubled("413"), 2, 20),
    "connection reset after the write was applied": (_troubled("reset after applied"), 2, 20),
}
ON_POSTGRESQL: Mapping[str, tuple[Fault, int, int]] = {
    "state store (PostgreSQL) restarted": (restart_state, 0, 3),
    "state store (PostgreSQL) killed, away for 30 s": (state_away, 0, 30),
    "kill −9 of ingest, state in PostgreSQL": (kill_ingest, 0, 5),
}
BROKERS_OWN: Mapping[str, tuple[Fault, int, int]] = {
    "kill −9 of the broker": (kill_broker, 0, 20),
    "kill −9 of broker and ingest at once": (kill_broker_and_ingest, 0, 20),
    "broker restarted without its memory": (forget_session, 0, 1),
}
