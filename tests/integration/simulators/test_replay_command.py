"""`bysans replay` sends what a file says over a real broker, and says what of it it could not use."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulators.send.ledger_reader import LedgerReader
from tests.real_parts.mosquitto import Mosquitto

BYSANS = Path(sys.executable).with_name("bysans")


def bysans(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BYSANS), *arguments], capture_output=True, text=True, timeout=240, check=False, cwd=cwd)


@pytest.mark.real("mosquitto")
def test_a_file_arrives_at_the_broker_and_in_the_ledger(tmp_path: Path, mosquitto: Mosquitto) -> None:
    (tmp_path / "kirkegata.csv").write_text("when,level,note\n2026-01-31T12:00:00Z,4,\n2026-01-31T13:00:00Z,x,\n2026-01-31T14:00:00Z,6,\n")
    listen = ["mosquitto_sub", "-h", mosquitto.host, "-p", str(mosquitto.port), "-V", "5", "-i", "replayed", "-c", "-x", "60", "-q", "1"]
    topic = "bysans/v1/bin/kirkegata"
    subprocess.run([*listen, "-t", topic, "-E"], check=True, timeout=240)
    done = bysans(
        "replay",
        "kirkegata.csv",
        "--map",
        "time=when",
        "--map",
        "fill=level*10",
        "--mqtt",
        mosquitto.url,
        "--no-register",
        "--ledger",
        "L",
        "--json",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert {name: counts[name] for name in ("sent", "acknowledged", "refused", "unanswered")} == {
        "sent": 2,
        "acknowledged": 2,
        "refused": 0,
        "unanswered": 0,
    }
    assert "line 3: level is 'x', not a number" in done.stderr
    assert "not read: note" in done.stderr
    received = subprocess.run(
        [*listen, "-t", topic, "-C", "2", "-W", "200"], capture_output=True, text=True, check=True, timeout=240
    ).stdout
    assert [json.loads(line)["fill"] for line in received.splitlines()] == [40, 60]
    reader = LedgerReader(tmp_path / "L")
    assert [entry.acknowledged_at is not None for _, entries in reader.devices() for entry in entries] == [True, True]
    reader.close()


def test_a_file_that_cannot_be_read_is_wrong_use_with_a_sentence(tmp_path: Path) -> None:
    done = bysans("replay", "nowhere.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere.csv cannot be read" in " ".join(done.stderr.replace("│", " ").split())
