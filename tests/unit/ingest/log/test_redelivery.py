"""What a broker sends again on a new connection is known by its place and its bytes, also after a restart; what is new is new."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.log.log import Log
from ingest.log.record import encode
from ingest.log.redelivery import Redeliveries, tail
from ingest.mqtt.inbox import Delivery

NOW = 1_700_000_000_000
LATER = NOW + 3_600_000
WINDOW = 100


def delivery(payload: str, *, topic: str = "bysans/v1/bin/a", generation: int = 0, at: int = NOW, qos: int = 1) -> Delivery:
    return Delivery(topic, payload.encode(), 1, qos, False, at, generation)


def marked(payload: str, *, generation: int, at: int = LATER) -> Delivery:
    return delivery(payload, generation=generation, at=at)._replace(repeated=True)


def told(deliveries: Sequence[Delivery]) -> list[tuple[str, bool]]:
    return [(delivery_.payload.decode(), delivery_.repeated) for delivery_ in deliveries]


def after(logged: Sequence[str], *, proven: int = 0) -> tuple[Redeliveries, int]:
    """Return what a connection leaves that logged these, a batch each, the log growing by one with each."""
    redeliveries = Redeliveries(WINDOW)
    for end, payload in enumerate(logged, start=1):
        batch = redeliveries.recognise([delivery(payload, at=NOW + end)], 0)
        redeliveries.remember(batch, end)
    return redeliveries, proven


def again(logged: Sequence[str], *payloads: str, proven: int = 0) -> list[tuple[str, bool]]:
    redeliveries, behind = after(logged, proven=proven)
    return told(redeliveries.recognise([delivery(payload, generation=1, at=LATER) for payload in payloads], behind))


def test_what_comes_first_and_was_logged_last_comes_again() -> None:
    assert again(["1", "2", "3", "4"], "3", "4", "5") == [("3", True), ("4", True), ("5", False)]


def test_one_that_comes_again_keeps_the_time_of_its_first_arrival() -> None:
    redeliveries, _ = after(["1", "2"])
    (repeated,) = redeliveries.recognise([delivery("2", generation=1, at=LATER)], 0)
    assert repeated.received_at == NOW + 2


def test_behind_the_first_new_one_all_are_new() -> None:
    assert again(["1", "2"], "3", "1", "2") == [("3", False), ("1", False), ("2", False)]


def test_what_the_broker_has_surely_had_acknowledged_does_not_come_again() -> None:
    assert again(["540", "540"], "540", proven=2) == [("540", False)]
    assert again(["540", "540"], "540", "540", proven=1) == [("540", True), ("540", False)]


def test_on_one_connection_equal_readings_are_two() -> None:
    redeliveries, _ = after(["540"])
    assert told(redeliveries.recognise([delivery("540")], 0)) == [("540", False)]


def test_networks_come_in_any_order_among_each_other() -> None:
    redeliveries = Redeliveries(WINDOW)
    ours, theirs = delivery("1"), delivery("1", topic="v3/app/devices/d/up")
    redeliveries.recognise([ours, theirs], 0)
    redeliveries.remember([ours, theirs], 1)
    deliveries = [theirs._replace(generation=1), delivery("new", topic="v3/x", generation=1), ours._replace(generation=1)]
    assert [delivery_.repeated for delivery_ in redeliveries.recognise(deliveries, 0)] == [True, False, True]


def test_at_qos_0_nothing_comes_again() -> None:
    redeliveries, _ = after(["1"])
    assert told(redeliveries.recognise([delivery("1", generation=1, qos=0)], 0)) == [("1", False)]


def test_no_more_is_remembered_than_a_broker_may_leave_unacknowledged() -> None:
    redeliveries = Redeliveries(2)
    for end, payload in enumerate("abcd", start=1):
        redeliveries.remember([delivery(payload)], end)
    assert told(redeliveries.recognise([delivery("b", generation=1)], 0)) == [("b", False)]


def test_what_is_marked_comes_again_in_any_order_and_long_after_what_is_new() -> None:
    redeliveries, _ = after(["1", "2", "3"])
    first = redeliveries.recognise([delivery("new", generation=1), marked("3", generation=1)], 0)
    redeliveries.remember(first, 4)
    later = redeliveries.recognise([marked("1", generation=1), marked("2", generation=1)], 0)
    assert [one.received_at for one in (*first, *later)] == [NOW, NOW + 3, NOW + 1, NOW + 2]


def test_what_is_marked_on_the_same_connection_has_the_time_of_its_first_arrival() -> None:
    redeliveries, _ = after(["1", "2"])
    (again_,) = redeliveries.recognise([marked("2", generation=0)], 0)
    assert (again_.repeated, again_.received_at) == (True, NOW + 2)


def test_what_is_marked_and_never_came_keeps_its_own_time() -> None:
    redeliveries, _ = after(["1"])
    (unseen,) = redeliveries.recognise([marked("2", generation=0)], 0)
    assert unseen.received_at == LATER


def test_an_equal_reading_that_the_broker_has_surely_had_acknowledged_is_another() -> None:
    redeliveries, _ = after(["540", "541"])
    redeliveries.recognise([marked("541", generation=0)], 1)  # so that what came on this connection is looked up
    (other,) = redeliveries.recognise([marked("540", generation=0)], 1)
    assert other.received_at == LATER


@given(st.lists(st.sampled_from("abc"), max_size=20), st.data())
def test_any_last_stretch_that_comes_again_is_known_whatever_repeats_in_it(logged: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(logged)))
    deliveries = again(logged, *logged[first:], "new")
    assert deliveries == [*((payload, True) for payload in logged[first:]), ("new", False)]


def test_after_a_restart_the_logs_tail_is_known(tmp_path: Path) -> None:
    log = Log(tmp_path, drained=0, segment_bytes=60, max_bytes=1 << 20)  # several segments
    ends = []
    for number in range(5):
        log.append([encode(NOW + number, "bysans/v1/bin/a", str(number).encode())])
        ends.append(log.end)
    assert [entry.payload for entry in tail(log, ends[1], 100)] == [b"2", b"3", b"4"]
    assert [entry.payload for entry in tail(log, 0, 2)] == [b"3", b"4"]
    redeliveries = Redeliveries(WINDOW, tail(log, ends[1], 100))
    deliveries = redeliveries.recognise([delivery("3"), delivery("4"), delivery("5")], 0)
    assert told(deliveries) == [("3", True), ("4", True), ("5", False)]
    log.close()


def test_large_batches_are_forgotten_whole_once_the_window_is_full_without_them() -> None:
    redeliveries = Redeliveries(10)
    for end in range(1, 6):
        redeliveries.remember([delivery(f"{end}-{number}") for number in range(7)], end)
    assert [end for end, _ in redeliveries._batches] == [4, 5], "the last ten are in the last two of seven"
    redeliveries.remember([delivery(f"6-{number}") for number in range(25)], 6)
    assert [end for end, _ in redeliveries._batches] == [6]
