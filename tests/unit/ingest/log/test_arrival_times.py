"""No two messages of one sender arrive at the same moment, and none is moved without need."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ingest.log.arrival_times import ArrivalTimes
from tests.unit.ingest.columns import NOW, deliveries, delivery


def times(*arrivals: tuple[str, int]) -> list[int]:
    arrived = deliveries(*(delivery(topic=topic, at=NOW + at) for topic, at in arrivals))
    ArrivalTimes().set_apart(arrived)
    return [at - NOW for at in arrived.received_at]


def test_two_of_one_sender_in_a_millisecond_are_a_millisecond_apart() -> None:
    assert times(("a", 0), ("a", 0), ("a", 0), ("a", 1)) == [0, 1, 2, 3]


def test_two_of_different_senders_may_share_a_moment() -> None:
    assert times(("a", 0), ("b", 0), ("a", 1)) == [0, 0, 1]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), min_size=1, max_size=60))
def test_each_senders_moments_are_distinct(arrivals: Sequence[tuple[str, int]]) -> None:
    in_order = sorted(arrivals, key=lambda arrival: arrival[1])
    together = deliveries(*(delivery(topic=topic, at=at) for topic, at in in_order))
    ArrivalTimes().set_apart(together)
    singly, apart = [], ArrivalTimes()
    for topic, at in in_order:
        one = deliveries(delivery(topic=topic, at=at))
        apart.set_apart(one)
        singly += one.received_at
    assert together.received_at == singly
    assert len({*zip(together.topics, together.received_at, strict=True)}) == len(arrivals)
