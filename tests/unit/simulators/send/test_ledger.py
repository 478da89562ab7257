"""A ledger keeps what was sent and what the broker answered, also when the run is killed; it is never written over."""

from pathlib import Path

import pytest

from simulators.send.ledger import Ledger, LedgerError
from simulators.send.ledger_reader import LedgerReader
from simulators.send.message import PlannedMessage, SimulatedReading


def message(device: str, time: int | None) -> PlannedMessage:
    return PlannedMessage(
        at=1, device=device, topic=f"t/{device}", payload=b"\xff{", readings=(SimulatedReading(time=time, values={"pm25": 8.2}),)
    )


def test_what_was_sent_and_answered_is_read_back_device_by_device(tmp_path: Path) -> None:
    with Ledger(tmp_path / "L") as book:
        book.about(scenario="x", seed=7)
        numbers = [
            book.sends(message(device, time), 100 + number) for number, (device, time) in enumerate([("b", 1), ("a", None), ("b", 2)])
        ]
        book.acknowledged(numbers[:2], 200)
        book.happened(5, "a", "drop")
    reader = LedgerReader(tmp_path / "L")
    assert (reader.about(), reader.count(), reader.happened(), reader.span()) == (
        {"scenario": "x", "seed": "7"},
        3,
        {"drop": 1},
        (100, 200),
    )
    read = dict(reader.devices())
    assert [entry.acknowledged_at for entry in read["b"]] == [200, None]
    assert (read["a"][0].payload, read["a"][0].readings) == (b"\xff{", (SimulatedReading(time=None, values={"pm25": 8.2}),))
    reader.close()


def test_a_killed_run_leaves_what_was_acknowledged_and_written(tmp_path: Path) -> None:
    with Ledger(tmp_path / "L") as book:
        book.acknowledged([book.sends(message("a", 1), 100)], 200)
        book.flush()
        reader = LedgerReader(tmp_path / "L")
        assert reader.count() == 1
        reader.close()


def test_no_truth_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "L").write_text("")
    with pytest.raises(LedgerError, match="exists already"):
        Ledger(tmp_path / "L")


@pytest.mark.parametrize(("content", "sentence"), [(b"no ledger at all, but long enough" * 9, "cannot be read"), (b"", "of version 0")])
def test_a_file_that_is_no_ledger_is_told(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "L").write_bytes(content)
    with pytest.raises(LedgerError, match=sentence):
        LedgerReader(tmp_path / "L")


def test_a_damaged_ledger_is_told_before_anything_is_verified(tmp_path: Path) -> None:
    with Ledger(tmp_path / "L") as book:
        for number in range(2000):
            book.sends(message(f"d{number % 7}", number), 100)
    content = bytearray((tmp_path / "L").read_bytes())
    content[len(content) // 2 : len(content) // 2 + 5000] = bytes(5000)
    (tmp_path / "L").write_bytes(content)
    with pytest.raises(LedgerError, match="damaged"):
        LedgerReader(tmp_path / "L")
