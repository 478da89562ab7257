"""What was acknowledged is stored once as it was sent, or in quarantine with a reason; anything else is found and named."""

from base64 import b64encode
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bysans.commands.ledger_check import Reckoning, reckon
from simulators.send.ledger import LedgerEntry
from simulators.send.message import STORED, SimulatedReading

VALUES = {"pm25": 8.2, "no2": 21.0}


def entry(number: int, *times: int | None, answered: bool = True, expect: str = STORED, payload: bytes = b"") -> LedgerEntry:
    return LedgerEntry(
        number=number,
        device="d",
        payload=payload or f"message {number}".encode(),
        readings=() if expect != STORED else tuple(SimulatedReading(time=time, values=VALUES) for time in times),
        expect=expect,
        fault="",
        sent_at=1000,
        acknowledged_at=1001 if answered else None,
    )


def reckoned(entries: list[LedgerEntry], stored: dict[int, dict[str, float]], kept: Iterable[tuple[str, bytes]] = ()) -> Reckoning:
    return reckon("d", entries, stored, lambda: [(reason, b64encode(payload).decode()) for reason, payload in kept])


def wrongs(result: Reckoning) -> tuple[int, int, int]:
    return result.missing, result.doubled, result.wrong


def test_what_is_stored_as_it_was_sent_is_good_however_often_it_was_sent() -> None:
    result = reckoned([entry(1, 10), entry(2, 20), entry(3, 10)], {10: VALUES, 20: VALUES})
    assert (result.acknowledged, result.stored, wrongs(result)) == (2, 2, (0, 0, 0))


def test_an_acknowledged_reading_that_is_nowhere_is_missing() -> None:
    result = reckoned([entry(1, 10), entry(2, 20)], {10: VALUES})
    assert wrongs(result) == (1, 0, 0)
    assert "message 2" in result.examples["missing"][0]


def test_a_reading_without_one_of_its_values_is_missing_and_with_another_value_wrong() -> None:
    assert wrongs(reckoned([entry(1, 10)], {10: {"pm25": 8.2}})) == (1, 0, 0)
    assert wrongs(reckoned([entry(1, 10)], {10: {"pm25": 8.2, "no2": 22.0}})) == (0, 0, 1)


def test_what_the_broker_never_answered_for_may_be_there_or_not() -> None:
    entries = [entry(1, 10, answered=False), entry(2, None, answered=False)]
    for stored in ({}, {10: VALUES, 77: VALUES}):
        result = reckoned(entries, stored)
        assert (result.unanswered, wrongs(result)) == (2, (0, 0, 0))


def test_a_reading_without_a_time_is_known_by_its_values_and_a_second_one_is_doubled() -> None:
    assert wrongs(reckoned([entry(1, None)], {77: VALUES})) == (0, 0, 0)
    assert wrongs(reckoned([entry(1, None)], {77: VALUES, 78: VALUES})) == (0, 1, 0)
    assert wrongs(reckoned([entry(1, None), entry(2, None)], {77: VALUES})) == (1, 0, 0)


def test_the_same_bytes_without_a_time_again_are_the_same_reading() -> None:
    again = [entry(1, None, payload=b"{seq 1}"), entry(2, None, payload=b"{seq 1}")]
    assert wrongs(reckoned(again, {77: VALUES})) == (0, 0, 0)


def test_spoiled_bytes_are_in_quarantine_with_their_reason() -> None:
    spoiled = entry(1, expect="not_json", payload=b"{broken")
    result = reckoned([spoiled], {}, [("not_json", b"{broken")])
    assert (dict(result.quarantined), dict(result.unkept), wrongs(result)) == ({"not_json": 1}, {}, (0, 0, 0))
    assert dict(reckoned([spoiled], {}, []).unkept) == {"not_json": 1}


def test_a_good_reading_in_quarantine_is_not_lost_but_unforeseen() -> None:
    result = reckoned([entry(1, 10, payload=b"good")], {}, [("future_time", b"good")])
    assert (dict(result.unforeseen), wrongs(result)) == ({"future_time": 1}, (0, 0, 0))


@given(st.sets(st.integers(0, 50)), st.sets(st.integers(0, 50)))
def test_every_acknowledged_reading_is_stored_or_missing(sent: set[int], kept: set[int]) -> None:
    result = reckoned([entry(number, time) for number, time in enumerate(sent)], dict.fromkeys(kept, VALUES))
    assert (result.stored, result.missing) == (len(sent & kept), len(sent - kept))
    assert result.acknowledged == len(sent)


def test_what_is_quarantined_for_another_reason_than_expected_is_there_and_to_be_explained() -> None:
    result = reckoned([entry(1, expect="out_of_range", payload=b"x")], {}, [("future_time", b"x")])
    assert (result.unforeseen, result.unkept, result.quarantined) == ({"future_time": 1}, {}, {})
    assert result.examples["unforeseen"] == ["d: message 1 is in quarantine as future_time, expected was out_of_range"]
