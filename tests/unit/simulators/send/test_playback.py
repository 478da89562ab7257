"""A plan is carried out at its pace and no faster, the ledger holds what was sent, and a stop ends it at once."""

import itertools
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from simulators.send.ledger import Ledger
from simulators.send.ledger_reader import LedgerReader
from simulators.send.message import NOT_SENT, PlannedMessage
from simulators.send.playback import REPORT_S, Pace, limited, play
from simulators.send.publisher import Counts

BEGIN = 1_764_072_000_000


def planned(after_s: float, *, expect: str = "stored", fault: str = "") -> PlannedMessage:
    at = BEGIN + round(after_s * 1000)
    return PlannedMessage(at=at, device="a", topic="bysans/v1/air/a", payload=b"%d" % at, readings=(), expect=expect, fault=fault)


@dataclass
class ClockedConnection:
    """A connection on a clock that moves only while it is waited on: what was sent, and at which second. `room`: so many are taken."""

    now: float = 0.0
    room: int = 1_000_000
    patience_s: float = float("inf")
    sent: list[tuple[float, int]] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        return Counts(len(self.sent), len(self.sent))

    def publish(self, number: int, topic: str, payload: bytes) -> bool:
        assert (topic, payload.isdigit()) == ("bysans/v1/air/a", True)
        if len(self.sent) >= self.room:
            return False
        self.sent.append((self.now, number))
        return True

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return self.now <= self.patience_s

    def monotonic(self) -> float:
        return self.now

    @property
    def times(self) -> list[float]:
        return [round(time, 6) for time, _ in self.sent]


def perform(
    line: ClockedConnection, plan: list[PlannedMessage], pace: Pace, ledger: Ledger | None = None
) -> tuple[int, list[tuple[int, int]]]:
    reports: list[tuple[int, int]] = []
    count = play(plan, line, ledger, pace, lambda sent, at: reports.append((sent, at - BEGIN)), line.monotonic)
    return count, reports


@pytest.mark.parametrize(("speed", "times"), [(1, [0, 60, 90]), (60, [0, 1, 1.5]), (0.5, [0, 120, 180])])
def test_at_a_speed_each_message_goes_at_its_own_time(speed: float, times: list[float]) -> None:
    line = ClockedConnection()
    perform(line, [planned(0), planned(60), planned(90)], Pace(rate=1000, speed=speed))
    assert line.times == times


def test_without_a_speed_the_rate_alone_holds_it_back() -> None:
    line = ClockedConnection()
    perform(line, [planned(3600 * n) for n in range(200)], Pace(rate=10))
    assert line.sent[-1][0] == 19.2  # the clock is looked at every sixteenth message: 192 at ten a second
    assert all(number <= 10 * time + 16 for time, number in line.sent)


def test_no_speed_is_faster_than_the_rate() -> None:
    line = ClockedConnection()
    perform(line, [planned(n) for n in range(5)], Pace(rate=2, speed=1000))
    assert line.times == [0, 0.5, 1, 1.5, 2]


def test_what_its_device_never_sent_is_noted_and_not_sent(tmp_path: Path) -> None:
    line = ClockedConnection()
    with Ledger(tmp_path / "ledger") as ledger:
        count, _ = perform(line, [planned(0), planned(1, expect=NOT_SENT, fault="drop"), planned(2)], Pace(rate=1000), ledger)
        ledger.acknowledged([number for _, number in line.sent], BEGIN)
    reader = LedgerReader(tmp_path / "ledger")
    ((device, entries),) = [(device, list(entries)) for device, entries in reader.devices()]
    reader.close()
    assert (count, device) == (2, "a")
    assert [(entry.number, entry.payload) for entry in entries] == [
        (number, planned(2 * n).payload) for n, (_, number) in enumerate(line.sent)
    ]


def test_how_far_it_is_is_said_every_two_seconds_and_at_the_beginning() -> None:
    _, reports = perform(ClockedConnection(), [planned(n / 4) for n in range(21)], Pace(rate=1000, speed=1))
    seconds = [at / 1000 for _, at in reports]
    assert seconds[0] == 0
    assert all(REPORT_S <= later - earlier <= REPORT_S + 0.25 for earlier, later in itertools.pairwise(seconds))
    assert [sent for sent, _ in reports] == [4 * second for second in seconds]
    assert len(reports) == 3


def test_a_connection_that_takes_no_more_ends_it() -> None:
    count, _ = perform(ClockedConnection(room=3), [planned(n) for n in range(9)], Pace(rate=1000))
    assert count == 3


def test_a_stop_while_waiting_ends_it() -> None:
    line = ClockedConnection(patience_s=5)
    count, _ = perform(line, [planned(n) for n in range(9)], Pace(rate=1000, speed=1))
    assert (count, line.times) == (6, [0, 1, 2, 3, 4, 5])


def test_nothing_is_begun_after_the_time_or_a_stop() -> None:
    stop, clock = threading.Event(), itertools.count()
    plan = [planned(n) for n in range(9)]
    assert list(limited(plan, 4, stop, lambda: float(next(clock)))) == plan[:3]
    assert list(limited(plan, None, stop)) == plan
    stop.set()
    assert list(limited(plan, None, stop)) == []
