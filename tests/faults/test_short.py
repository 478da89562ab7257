"""The matrix's short form: a few of each fault in one go, so that every change is tried against them."""

from pathlib import Path

import pytest

from tests.faults.faults import ON_BOTH, ON_INFLUXDB, kill_broker, kill_broker_and_ingest
from tests.faults.stand import stand
from tests.faults.trial import trial
from tests.real_parts.influxd import Influxd


def test_nothing_is_lost_or_doubled_on_sqlite(tmp_path: Path) -> None:
    faults = [(fault, much) for fault, much, _ in ON_BOTH.values() if much]
    with stand(tmp_path) as stand_:
        row = trial(stand_, "short form", [*faults, (kill_broker, 2), (kill_broker_and_ingest, 1)], seed=11, rate=300)
    assert row.acknowledged > 500


@pytest.mark.real("influxd")
def test_nothing_is_lost_or_doubled_on_influxdb(tmp_path: Path, influxd: Influxd) -> None:
    faults = [(fault, much) for fault, much, _ in ON_INFLUXDB.values() if much]
    with stand(tmp_path, influxd=influxd) as stand_:
        row = trial(stand_, "short form", faults, seed=12, rate=300)
    assert row.acknowledged > 500
