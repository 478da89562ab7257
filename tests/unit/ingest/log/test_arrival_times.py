"""No two messages of one sender arrive at the same moment, and none is moved without need."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ingest.log.arrival_times import ArrivalTimes
from ingest.mqtt.inbox import Delivery

NOW = 1_700_000_000_000


def delivery(topic: str, at: int) -> Delivery:
    return Delivery(topic, b"{}", 1, 1, False, NOW + at, 0)


def times(*deliveries: Delivery) -> list[int]:
    return [delivery_.received_at - NOW for delivery_ in ArrivalTimes().apart(deliveries)]


def test_two_of_one_sender_in_a_millisecond_are_a_millisecond_apart() -> None:
    assert times(delivery("a", 0), delivery("a", 0), delivery("a", 0), delivery("a", 1)) == [0, 1, 2, 3]


def test_two_of_different_senders_may_share_a_moment() -> None:
    assert times(delivery("a", 0), delivery("b", 0), delivery("a", 1)) == [0, 0, 1]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), max_size=60))
def test_each_senders_moments_are_distinct(arrivals: Sequence[tuple[str, int]]) -> None:
    apart = ArrivalTimes()
    in_order = sorted(arrivals, key=lambda arrival: arrival[1])
    seen = [(delivery_.topic, delivery_.received_at) for topic, at in in_order for delivery_ in apart.apart([delivery(topic, at)])]
    assert len(set(seen)) == len(arrivals)
