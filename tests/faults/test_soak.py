"""Half an hour with a fault each minute: nothing lost, nothing doubled, and memory that does not grow."""

from pathlib import Path
from statistics import linear_regression
from time import monotonic

import pytest

from ingest.drain.duplicates import CAPACITY
from tests.faults import backlog
from tests.faults.faults import ON_BOTH, ON_INFLUXDB
from tests.faults.report import Row
from tests.faults.stand import PATIENCE_S, Memory, Stand, stand
from tests.faults.trial import trial
from tests.real_parts.influxd import Influxd
from tests.real_parts.process import wait_until

MINUTES = 30
SLOPE = 1.0  # MiB a minute
WARM_S = 300  # the stores' caches fill first
RATE = 100
# What ends ingest begins its memory anew and would hide a slope: those faults have their own rows.
ENDS_INGEST = {"kill −9 of ingest", "SIGTERM of ingest in mid-batch", "torn tail of the ingest log"}
LASTS = 15  # seconds or times of one fault, at most


@pytest.mark.faults
@pytest.mark.real("mosquitto")
@pytest.mark.real("influxd")
@pytest.mark.timeout(6000)
def test_half_an_hour_with_a_fault_each_minute(tmp_path: Path, influxd: Influxd, rows: list[Row]) -> None:
    faults = [(fault, min(full, LASTS)) for name, (fault, _, full) in {**ON_BOTH, **ON_INFLUXDB}.items() if name not in ENDS_INGEST]
    samples: list[tuple[float, float]] = []

    def soak(stand_: Stand, minutes: int) -> None:
        began = monotonic()
        with Memory(stand_.ingest) as memory:
            for minute in range(minutes):
                fault, much = stand_.dice.choice(faults)
                fault(stand_, much)
                left = began + (minute + 1) * 60 - monotonic()
                stand_.pause(max(0, left), max(0, left))
        samples.extend((at, mib) for at, mib in memory.samples if at > began + WARM_S)
        assert growth(samples) < SLOPE, f"ingest's memory grew by {growth(samples):.2f} MiB a minute"

    with stand(tmp_path, influxd=influxd) as stand_:
        remember_all_it_can(stand_)
        row = trial(stand_, f"soak: {MINUTES} minutes with a fault each minute", [(soak, MINUTES)], seed=30, rate=RATE)
    rows.append(row.noted(f"memory {growth(samples):+.2f} MiB a minute after the first five"))


def remember_all_it_can(stand_: Stand) -> None:
    """Fill the memory for duplicates, which at this rate would take eleven minutes and look like growth."""
    backlog.register(stand_, seed=1)
    backlog.send(stand_, valid=CAPACITY, seed=1)
    wait_until(lambda: stand_.service.counts()["stored"] >= CAPACITY, "the memory for duplicates was full", PATIENCE_S)


def growth(samples: list[tuple[float, float]]) -> float:
    """Return MiB a minute of (s, MiB)."""
    return 60 * linear_regression(*zip(*samples, strict=True)).slope
