"""One trial: a load, a fault in its midst, the way back, and the reckoning."""

from collections.abc import Sequence
from random import Random
from time import monotonic

from bysans.broker.server_settings import ACK_WAIT_S
from ingest.log.record import decode
from ingest.log.segments import list_segments
from simulators.send.ledger_reader import LedgerReader
from tests.faults.faults import Fault
from tests.faults.load import FAULTS, LedgerVerdict, LoadProcess
from tests.faults.report import Row
from tests.faults.stand import PATIENCE_S, Memory, Stand
from tests.integration.service import add_up
from tests.real_parts.process import wait_until

_MARGIN_S = 3


def trial(
    stand: Stand,
    name: str,
    faults: Sequence[tuple[Fault, int]],
    *,
    seed: int,
    rate: float,
    accept: Sequence[str] = (),
    brokers_loss: bool = False,
    load_faults: Sequence[str] = FAULTS,
) -> Row:
    """Apply `faults` under a load of `rate` messages a second; nothing may be lost, nothing doubled.

    `brokers_loss`: the broker may lose what it acknowledged; then only what reached our log counts as ours.
    """
    stand.dice = Random(seed)
    before = _stored(stand)
    with (
        Memory(stand.ingest) as memory,
        LoadProcess(stand.folder, stand.service, stand.broker_url, seed=seed, rate=rate, faults=load_faults) as load,
    ):
        recovered = _through(stand, load, faults)
        verdict = load.verify(*accept)
    lost_by_broker = _never_reached_us(stand, load) if brokers_loss else 0
    lost = verdict.number("missing") - lost_by_broker
    _hold(verdict, lost=lost, stored=None if brokers_loss else _stored(stand) - before)
    assert add_up(stand.service.counts()), stand.service.counts()
    return Row(
        fault=name,
        store="SQLite" if stand.influxd is None else "InfluxDB",
        acknowledged=verdict.number("acknowledged"),
        lost_by_broker=lost_by_broker,
        lost=lost,
        doubled=verdict.number("doubled"),
        recovered_s=recovered,
        peak_mib=memory.peak,
        note=_accepted(verdict, accept),
    )


def _through(stand: Stand, load: LoadProcess, faults: Sequence[tuple[Fault, int]]) -> float:
    """Apply the faults while the load goes on, then end it; return how long it took to recover (s)."""
    load.grow(stand.dice.randint(50, 300))
    for fault, much in faults:
        fault(stand, much)
    recovered = stand.recovered()
    load.grow(50)
    load.end()
    _until_all_has_come(stand)
    return recovered


def _until_all_has_come(stand: Stand) -> None:
    """Wait until nothing is pending and nothing has come for longer than a broker waits before it sends a message again."""
    seen, since = -1, monotonic()

    def still() -> bool:
        nonlocal seen, since
        counts = stand.service.counts()
        if counts["received"] != seen or counts["pending"]:
            seen, since = counts["received"], monotonic()
        return monotonic() - since > ACK_WAIT_S + _MARGIN_S

    wait_until(still, "everything was drained, and the broker had nothing more to send", PATIENCE_S)


def _hold(verdict: LedgerVerdict, *, lost: int, stored: int | None) -> None:
    """Hold the promise: nothing lost, nothing doubled; `stored`, where the broker loses nothing of its own, is what the ledger says."""
    assert (lost, verdict.number("doubled"), verdict.number("wrong")) == (0, 0, 0), verdict.words
    if stored is not None:
        assert verdict.exit_code == 0, verdict.words
        assert stored == verdict.number("stored"), f"{stored} counted as stored\n{verdict.words}"


def _stored(stand: Stand) -> int:
    """Count what ingest says it stored of the loads: all but the stand's own probes."""
    return stand.service.counts()["stored"] - stand.probes


def _accepted(verdict: LedgerVerdict, accept: Sequence[str]) -> str:
    accepted = [line.split() for line in verdict.words.splitlines() if "known and accepted" in line]
    return "; ".join(f"{words[1]} in quarantine as {words[2].rstrip(':')}" for words in accepted) if accept else ""


def _never_reached_us(stand: Stand, load: LoadProcess) -> int:
    """Count readings that the broker acknowledged to the device and that never reached our log: we never acknowledged those."""
    logged = {
        (entry.topic, entry.payload) for part in list_segments(stand.log_folder) for entry in decode(part.path.read_bytes(), part.base)
    }
    reader = LedgerReader(load.ledger)
    sent = {
        (f"bysans/v1/air/{device}", entry.payload) for device, entries in reader.devices() for entry in entries if entry.acknowledged_at
    }
    reader.close()
    return len(sent - logged)
