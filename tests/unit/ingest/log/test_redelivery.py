"""What a broker sends again on a new connection is known by its place and its bytes, also after a restart; what is new is new."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.log.log import Log
from ingest.log.record import encode
from ingest.log.redelivery import Redeliveries, tail
from ingest.messages import DUP, Deliveries, Messages
from tests.unit.ingest import columns

NOW = 1_700_000_000_000
LATER = NOW + 3_600_000
WINDOW = 100


def deliveries(*payloads: str, generation: int = 0, at: int = NOW, qos: int = 1, again: bool = False) -> Deliveries:
    rows = [columns.delivery(payload.encode(), topic="bysans/v1/bin/a", at=at, qos=qos, again=again) for payload in payloads]
    return columns.deliveries(*rows, generation=generation)


def messages(arrived: Deliveries) -> Messages:
    return Messages(arrived.received_at, [0] * len(arrived), arrived.topics, arrived.payloads)


def told(arrived: Deliveries) -> list[tuple[str, bool]]:
    return [(delivery.payload.decode(), delivery.flags & DUP != 0) for delivery in columns.rows(arrived)]


def after(*logged: str) -> Redeliveries:
    """Return what a connection leaves that logged these, a batch each, the log growing by one with each."""
    redeliveries = Redeliveries(WINDOW)
    for end, payload in enumerate(logged, start=1):
        arrived = deliveries(payload, at=NOW + end)
        redeliveries.recognise(arrived, 0)
        redeliveries.remember(messages(arrived), end)
    return redeliveries


def recognised(redeliveries: Redeliveries, arrived: Deliveries, proven: int = 0) -> Deliveries:
    redeliveries.recognise(arrived, proven)
    return arrived


def again(logged: Sequence[str], *payloads: str, proven: int = 0) -> list[tuple[str, bool]]:
    return told(recognised(after(*logged), deliveries(*payloads, generation=1, at=LATER), proven))


def test_what_comes_first_and_was_logged_last_comes_again() -> None:
    assert again(["1", "2", "3", "4"], "3", "4", "5") == [("3", True), ("4", True), ("5", False)]


def test_one_that_comes_again_keeps_the_time_of_its_first_arrival() -> None:
    assert recognised(after("1", "2"), deliveries("2", generation=1, at=LATER)).received_at == [NOW + 2]


def test_behind_the_first_new_one_all_are_new() -> None:
    assert again(["1", "2"], "3", "1", "2") == [("3", False), ("1", False), ("2", False)]


def test_what_the_broker_has_surely_had_acknowledged_does_not_come_again() -> None:
    assert again(["540", "540"], "540", proven=2) == [("540", False)]
    assert again(["540", "540"], "540", "540", proven=1) == [("540", True), ("540", False)]


def test_on_one_connection_equal_readings_are_two() -> None:
    assert told(recognised(after("540"), deliveries("540"))) == [("540", False)]


def test_networks_come_in_any_order_among_each_other() -> None:
    redeliveries = Redeliveries(WINDOW)
    ours, theirs = columns.delivery(b"1"), columns.delivery(b"1", topic="v3/app/devices/d/up")
    redeliveries.remember(messages(recognised(redeliveries, columns.deliveries(ours, theirs))), 1)
    arrived = columns.deliveries(theirs, columns.delivery(b"new", topic="v3/x"), ours, generation=1)
    assert [sent_again for _, sent_again in told(recognised(redeliveries, arrived))] == [True, False, True]


def test_at_qos_0_nothing_comes_again() -> None:
    assert told(recognised(after("1"), deliveries("1", generation=1, qos=0))) == [("1", False)]


def test_no_more_is_remembered_than_a_broker_may_leave_unacknowledged() -> None:
    redeliveries = Redeliveries(2)
    for end, payload in enumerate("abcd", start=1):
        redeliveries.remember(messages(deliveries(payload)), end)
    assert told(recognised(redeliveries, deliveries("b", generation=1))) == [("b", False)]


def test_what_is_marked_comes_again_in_any_order_and_long_after_what_is_new() -> None:
    redeliveries = after("1", "2", "3")
    new = recognised(redeliveries, deliveries("new", generation=1))
    redeliveries.remember(messages(new), 4)
    later = recognised(redeliveries, deliveries("3", "1", "2", generation=1, at=LATER, again=True))
    assert [*new.received_at, *later.received_at] == [NOW, NOW + 3, NOW + 1, NOW + 2]


def test_what_is_marked_on_the_same_connection_has_the_time_of_its_first_arrival() -> None:
    arrived = recognised(after("1", "2"), deliveries("2", at=LATER, again=True))
    assert (told(arrived), arrived.received_at) == ([("2", True)], [NOW + 2])


def test_what_is_marked_and_never_came_keeps_its_own_time() -> None:
    assert recognised(after("1"), deliveries("2", at=LATER, again=True)).received_at == [LATER]


def test_an_equal_reading_that_the_broker_has_surely_had_acknowledged_is_another() -> None:
    redeliveries = after("540", "541")
    recognised(redeliveries, deliveries("541", at=LATER, again=True), 1)  # so that what came on this connection is looked up
    assert recognised(redeliveries, deliveries("540", at=LATER, again=True), 1).received_at == [LATER]


@given(st.lists(st.sampled_from("abc"), max_size=20), st.data())
def test_any_last_stretch_that_comes_again_is_known_whatever_repeats_in_it(logged: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(logged)))
    assert again(logged, *logged[first:], "new") == [*((payload, True) for payload in logged[first:]), ("new", False)]


def test_after_a_restart_the_logs_tail_is_known(tmp_path: Path) -> None:
    log = Log(tmp_path, drained=0, segment_bytes=60, max_bytes=1 << 20)  # several segments
    ends = []
    for number in range(5):
        log.append([encode(NOW + number, "bysans/v1/bin/a", str(number).encode())])
        ends.append(log.end)
    for payloads, known in ((("1", "2"), (False, False)), (("3", "4", "5"), (True, True, False))):
        redeliveries = Redeliveries(WINDOW)
        for entries in tail(log, ends[1]):
            redeliveries.remember(entries, entries.end)
        assert told(recognised(redeliveries, deliveries(*payloads))) == list(zip(payloads, known, strict=True))
    log.close()


def test_large_batches_are_forgotten_whole_once_the_window_is_full_without_them() -> None:
    redeliveries = Redeliveries(10)
    for end in range(1, 6):
        redeliveries.remember(messages(deliveries(*(f"{end}-{number}" for number in range(7)))), end)
    assert [end for end, _ in redeliveries._batches] == [4, 5], "the last ten are in the last two of seven"
    redeliveries.remember(messages(deliveries(*(f"6-{number}" for number in range(25)))), 6)
    assert [end for end, _ in redeliveries._batches] == [6]


def test_long_messages_are_known_by_a_few_bytes() -> None:
    redeliveries, large = Redeliveries(WINDOW), ["a" * 65_536, "b" * 65_536]
    redeliveries.remember(messages(deliveries(*large)), 1)
    assert sum(len(payload) for _, batch in redeliveries._batches for payload in batch.payloads) == 32
    assert [again_ for _, again_ in told(recognised(redeliveries, deliveries(*large, "c" * 65_536, generation=1)))] == [True, True, False]
