"""Bad messages cost themselves only: each is in quarantine with its reason, and the good ones pass at their own pace."""

import time
from pathlib import Path

import pytest

from tests.faults import backlog
from tests.faults.report import Row
from tests.faults.stand import Memory, Stand, stand
from tests.faults.trial import trial
from tests.real_parts.process import wait_until

pytestmark = [pytest.mark.real("mosquitto"), pytest.mark.faults, pytest.mark.timeout(900)]
FLOOD = 50_000
ROUNDS = 3  # of each, in turn; the least disturbed by other work counts
QUOTA = 1000  # rows that quarantine keeps of one device (setting quarantine.max_per_device), then one in a hundred


def test_one_bad_line_in_a_thousand_is_quarantined_and_nothing_stalls(tmp_path: Path, rows: list[Row]) -> None:
    def grow(stand_: Stand, seconds: int) -> None:
        stand_.pause(seconds, seconds)

    with stand(tmp_path) as stand_:
        rows.append(trial(stand_, "1 bad message in 1,000", [(grow, 20)], seed=999, rate=1000, load_faults=("--fault", "corrupt=0.001")))


def backlog_done_in(stand_: Stand, *, valid: int, invalid: int, seed: int) -> float:
    """Let a backlog wait at the broker while ingest is down; return how long (s) ingest then takes for its valid messages."""
    stand_.ingest.stop()
    before = stand_.service.counts()["stored"]
    backlog.send(stand_, valid=valid, invalid=invalid, seed=seed)
    began = time.monotonic()
    stand_.ingest.start()
    wait_until(lambda: stand_.service.counts()["stored"] >= before + valid, "the valid ones were stored", 300)
    return time.monotonic() - began


def test_a_flood_of_invalid_messages_slows_valid_ones_by_at_most_half_and_does_not_fill_the_disk(tmp_path: Path, rows: list[Row]) -> None:
    with stand(tmp_path) as stand_:
        for seed in range(2 * ROUNDS + 1):
            backlog.register(stand_, seed=seed)
        backlog_done_in(stand_, valid=FLOOD, invalid=0, seed=2 * ROUNDS)  # starts on an empty log, as no later one does
        took_alone, took_flooded, grown, peak = list[float](), list[float](), list[int](), list[float]()
        for turn in range(ROUNDS):
            took_alone.append(backlog_done_in(stand_, valid=FLOOD, invalid=0, seed=2 * turn))
            size = disk(stand_.service.data)
            with Memory(stand_.ingest) as memory:
                took_flooded.append(backlog_done_in(stand_, valid=FLOOD, invalid=FLOOD, seed=2 * turn + 1))
                wait_until(lambda: stand_.service.counts()["pending"] == 0, "everything was drained")
            grown.append(disk(stand_.service.data) - size)
            peak.append(memory.peak)
        alone, flooded = min(took_alone), min(took_flooded)
        assert flooded < 2 * alone, f"{FLOOD} valid ones took {took_alone} s alone and {took_flooded} s in the flood"
        assert stand_.service.counts()["quarantined"] == FLOOD * ROUNDS
        kept = len(stand_.service.items("/quarantine", device_id="flood-0", limit=1000))
        assert QUOTA <= kept < 2 * QUOTA
        assert sum(grown) < ROUNDS * 60_000_000
        times = f"{alone:.1f} s alone, {flooded:.1f} s in the flood"
        note = f"valid ones: {times}; disk +{sum(grown) / ROUNDS / 1e6:.0f} MB; {kept} of a flooder's rows kept"
        rows.append(
            Row(fault="flood of 50,000 invalid messages", store="SQLite", acknowledged=2 * FLOOD, lost=0, doubled=0,
                recovered_s=stand_.recovered(), peak_mib=max(peak), note=note)
        )  # fmt: skip


def disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
