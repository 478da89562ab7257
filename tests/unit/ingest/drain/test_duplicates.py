"""The same reading again adds nothing; another parameter and another value of it are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.columns import ReadingColumns
from domain.reading import Reading, TimeSource
from ingest.decode.arrival import Arrival
from ingest.drain.duplicates import FRAME_MS, Duplicates, lookup_digests
from ingest.formats.message import Identity

WRITTEN, DUPLICATE = False, True
NOW = 1_767_268_800_000
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


def timed(values: dict[str, float], time: int = NOW, device: str = "d") -> Arrival:
    return Arrival(Reading(device, time, values))


def untimed(at: int, identity: Identity | None = None, value: float = 1.0, source: TimeSource = TimeSource.RECEIVED) -> Arrival:
    return Arrival(Reading("d", at, {"pm25": value}, source), identity)


def compare(memory: Duplicates, *arrivals: Arrival) -> list[bool]:
    return [memory.compare(arrival, NOW, dup=False).is_duplicate for arrival in arrivals]


def test_the_same_device_time_and_values_are_a_duplicate() -> None:
    assert compare(Duplicates(), timed({"a": 1}), timed({"a": 1})) == [WRITTEN, DUPLICATE]


def test_another_time_or_device_is_another_reading() -> None:
    assert compare(Duplicates(), timed({"a": 1}), timed({"a": 1}, NOW + 1), timed({"a": 1}, device="e")) == [WRITTEN, WRITTEN, WRITTEN]


def test_a_b_a_is_two_corrections() -> None:
    assert compare(Duplicates(), timed({"a": 1}), timed({"a": 2}), timed({"a": 1})) == [WRITTEN, WRITTEN, WRITTEN]


def test_other_parameters_merge_and_then_each_part_is_a_duplicate() -> None:
    parts = [timed({"a": 1}), timed({"b": 2}), timed({"a": 1}), timed({"b": 2}), timed({"a": 1, "b": 2})]
    assert compare(Duplicates(), *parts) == [WRITTEN, WRITTEN, DUPLICATE, DUPLICATE, DUPLICATE]


def test_another_value_is_a_correction_even_beside_a_new_parameter() -> None:
    assert compare(Duplicates(), timed({"a": 1}), timed({"a": 2, "b": 1})) == [WRITTEN, WRITTEN]


def test_what_is_remembered_does_not_change_the_reading_that_was_sent() -> None:
    first = timed({"a": 1})
    compare(Duplicates(), first, timed({"b": 2}))
    assert first.reading.values == {"a": 1}


def test_a_timed_reading_needs_no_digest_and_is_no_duplicate_by_the_brokers_word_alone() -> None:
    assert Duplicates().compare(timed({"a": 1}), NOW, dup=True) == (WRITTEN, None)
    assert lookup_digests(timed({"a": 1}), NOW, dup=True) == ()


@given(st.lists(st.tuples(st.integers(0, 2), st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=1)), max_size=20))
def test_writing_all_but_duplicates_leaves_what_writing_everything_would(sent: list[tuple[int, dict[str, float]]]) -> None:
    memory, everything, kept = Duplicates(), {}, {}
    for time, values in sent:
        before = dict(everything.get(time, {}))
        everything[time] = before | values
        is_duplicate = memory.compare(timed(values, time), NOW, dup=False).is_duplicate
        assert is_duplicate == (everything[time] == before)
        if not is_duplicate:
            kept[time] = kept.get(time, {}) | values
    assert kept == everything


# Without a time of its own


@pytest.mark.parametrize(("later", "is_duplicate"), [(24 * HOUR, DUPLICATE), (24 * HOUR + 1, WRITTEN)])
def test_the_same_seq_and_values_within_24_hours_are_a_duplicate(later: int, is_duplicate: bool) -> None:
    memory = Duplicates()
    assert not memory.compare(untimed(NOW, (17,)), NOW, dup=False).is_duplicate
    assert memory.compare(untimed(NOW + later, (17,)), NOW + later, dup=False).is_duplicate is is_duplicate


def test_another_seq_or_another_value_is_another_reading() -> None:
    assert compare(Duplicates(), untimed(NOW, (17,)), untimed(NOW + 1, (18,)), untimed(NOW + 2, (17,), value=2)) == [WRITTEN] * 3


@pytest.mark.parametrize("source", [TimeSource.GATEWAY, TimeSource.NETWORK])
def test_a_frame_that_two_gateways_time_differently_is_one(source: TimeSource) -> None:
    frame = ("70b3d57ed0001234", "AYfg", 12)
    assert compare(Duplicates(), untimed(NOW, frame, source=source), untimed(NOW - 40, frame, source=source)) == [WRITTEN, DUPLICATE]


def frame(counter: int, network_time: int) -> Arrival:
    arrival = untimed(network_time, ("70b3d57ed0001234", "AYfg", counter), source=TimeSource.NETWORK)
    return arrival._replace(network_time=network_time)


@pytest.mark.parametrize("apart_ms", [HOUR // 2, MINUTE, SECOND])  # so frames of one number are an hour, two minutes and two seconds apart
def test_a_restarting_abp_device_whose_counter_begins_again_loses_nothing(apart_ms: int) -> None:
    memory = Duplicates()
    sent = [frame(counter, NOW + number * apart_ms) for number, counter in enumerate((0, 1, 0, 1, 0, 1))]
    assert [memory.compare(arrival, arrival.reading.time, dup=False).is_duplicate for arrival in sent] == [WRITTEN] * 6


@pytest.mark.parametrize("later", [0, 1, FRAME_MS])
def test_a_frame_that_comes_twice_within_a_second_of_the_networks_time_is_one_however_late_it_comes(later: int) -> None:
    memory = Duplicates()
    assert not memory.compare(frame(7, NOW), NOW, dup=False).is_duplicate
    for again in (frame(7, NOW + later), frame(7, NOW - later)):
        assert memory.compare(again, NOW + 5 * HOUR, dup=True).is_duplicate


@given(st.integers(0, 10 * FRAME_MS), st.integers(2 * FRAME_MS, HOUR))
def test_a_frame_of_the_same_number_later_on_is_another_reading(start: int, later: int) -> None:
    memory = Duplicates()
    memory.compare(frame(7, NOW + start), NOW, dup=False)
    assert not memory.compare(frame(7, NOW + start + later), NOW, dup=False).is_duplicate


def test_without_a_seq_the_same_value_a_minute_later_is_honest_unless_the_broker_sends_it_again() -> None:
    memory = Duplicates()
    assert not memory.compare(untimed(NOW), NOW, dup=False).is_duplicate
    assert not memory.compare(untimed(NOW + MINUTE), NOW + MINUTE, dup=False).is_duplicate
    assert memory.compare(untimed(NOW + MINUTE + 1), NOW + MINUTE + 1, dup=True).is_duplicate


def test_a_redelivery_whose_original_never_came_is_not_taken_for_the_last_honest_reading() -> None:
    memory = Duplicates()
    assert not memory.compare(untimed(NOW), NOW, dup=False).is_duplicate
    assert not memory.compare(untimed(NOW + 10 * MINUTE), NOW + 10 * MINUTE, dup=True).is_duplicate


@given(st.integers(0, 10 * MINUTE), st.integers(0, 5 * MINUTE))
def test_a_redelivery_within_five_minutes_is_always_known(start: int, later: int) -> None:
    memory = Duplicates()
    memory.compare(untimed(NOW + start), NOW + start, dup=False)
    assert memory.compare(untimed(NOW + start + later), NOW + start + later, dup=True).is_duplicate


@pytest.mark.parametrize(("identity", "dup"), [((17,), False), (None, True)])
def test_after_a_restart_the_kept_digest_tells_it(identity: Identity | None, dup: bool) -> None:
    digest = Duplicates().compare(untimed(NOW, identity), NOW, dup=False).digest
    assert digest is not None
    assert len(digest) == 16
    again = untimed(NOW + MINUTE, identity)
    asked = lookup_digests(again, NOW + MINUTE, dup=dup)
    assert digest in asked
    kept_digests = {digest} & set(asked)
    assert Duplicates().compare(again, NOW + MINUTE, dup=dup, known_digests=kept_digests).is_duplicate
    assert not Duplicates().compare(again, NOW + MINUTE, dup=dup).is_duplicate


# Many at once

SENT = st.tuples(st.integers(0, 9), st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=1))


@given(st.lists(st.lists(SENT, max_size=8), max_size=4), st.integers(1, 7))  # of more, an eighth is forgotten at once
def test_many_at_once_are_compared_and_remembered_as_one_by_one(runs: list[list[tuple[int, dict[str, float]]]], capacity: int) -> None:
    together, singly = Duplicates(capacity), Duplicates(capacity)
    for run in runs:
        arrivals = [timed(values, time) for time, values in run]
        compared = [singly.compare(arrival, NOW, dup=False).is_duplicate for arrival in arrivals]
        assert together.compare_timed(ReadingColumns.of(arrival.reading for arrival in arrivals)) == compared


# Its memory


def test_beyond_its_capacity_the_oldest_are_forgotten() -> None:
    memory = Duplicates(capacity=2)
    assert compare(memory, *(timed({"a": 1}, time) for time in (1, 2, 3))) == [WRITTEN, WRITTEN, WRITTEN]
    assert compare(memory, timed({"a": 1}, 3), timed({"a": 1}, 2), timed({"a": 1}, 1)) == [DUPLICATE, DUPLICATE, WRITTEN]


def test_what_was_not_written_can_be_taken_back() -> None:
    memory = Duplicates()
    for arrival in (timed({"a": 1}), untimed(NOW + 1, (17,))):
        comparison = memory.compare(arrival, NOW, dup=False)
        assert not comparison.is_duplicate
        memory.forget(arrival.reading, comparison.digest)
        assert not memory.compare(arrival, NOW, dup=False).is_duplicate
