"""The same reading again adds nothing, another parameter merges, another value corrects, each counted as what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Reading, TimeSource
from domain.reading_columns import ReadingColumns
from ingest.decode.arrival import Arrival
from ingest.drain.duplicates import FRAME_MS, Duplicates, Outcome, lookup_digests
from ingest.formats.message import Identity

NEW, DUPLICATE, MERGED, CORRECTED = Outcome.NEW, Outcome.DUPLICATE, Outcome.MERGED, Outcome.CORRECTED
NOW = 1_767_268_800_000
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


def timed(values: dict[str, float], time: int = NOW, device: str = "d") -> Arrival:
    return Arrival(Reading(device, time, values))


def untimed(at: int, identity: Identity | None = None, value: float = 1.0, source: TimeSource = TimeSource.RECEIVED) -> Arrival:
    return Arrival(Reading("d", at, {"pm25": value}, source), identity)


def compare(memory: Duplicates, *arrivals: Arrival) -> list[Outcome]:
    return [memory.compare(arrival, NOW, dup=False).outcome for arrival in arrivals]


def test_the_same_device_time_and_values_are_a_duplicate() -> None:
    assert compare(Duplicates(), timed({"a": 1}), timed({"a": 1})) == [NEW, DUPLICATE]


def test_another_time_or_device_is_another_reading() -> None:
    assert compare(Duplicates(), timed({"a": 1}), timed({"a": 1}, NOW + 1), timed({"a": 1}, device="e")) == [NEW, NEW, NEW]


def test_a_b_a_is_two_corrections() -> None:
    assert compare(Duplicates(), timed({"a": 1}), timed({"a": 2}), timed({"a": 1})) == [NEW, CORRECTED, CORRECTED]


def test_other_parameters_merge_and_then_each_part_is_a_duplicate() -> None:
    parts = [timed({"a": 1}), timed({"b": 2}), timed({"a": 1}), timed({"b": 2}), timed({"a": 1, "b": 2})]
    assert compare(Duplicates(), *parts) == [NEW, MERGED, DUPLICATE, DUPLICATE, DUPLICATE]


def test_another_value_is_a_correction_even_beside_a_new_parameter() -> None:
    assert compare(Duplicates(), timed({"a": 1}), timed({"a": 2, "b": 1})) == [NEW, CORRECTED]


def test_what_is_remembered_does_not_change_the_reading_that_was_sent() -> None:
    first = timed({"a": 1})
    compare(Duplicates(), first, timed({"b": 2}))
    assert first.reading.values == {"a": 1}


def test_a_timed_reading_needs_no_digest_and_is_no_duplicate_by_the_brokers_word_alone() -> None:
    assert Duplicates().compare(timed({"a": 1}), NOW, dup=True) == (NEW, None)
    assert lookup_digests(timed({"a": 1}), NOW, dup=True) == ()


@given(st.lists(st.tuples(st.integers(0, 2), st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=1)), max_size=20))
def test_writing_all_but_duplicates_leaves_what_writing_everything_would(sent: list[tuple[int, dict[str, float]]]) -> None:
    memory, everything, kept = Duplicates(), {}, {}
    for time, values in sent:
        before = dict(everything.get(time, {}))
        everything[time] = before | values
        outcome = memory.compare(timed(values, time), NOW, dup=False).outcome
        assert (outcome is DUPLICATE) == (everything[time] == before)
        if outcome is not DUPLICATE:
            kept[time] = kept.get(time, {}) | values
    assert kept == everything


# Without a time of its own


@pytest.mark.parametrize(("later", "outcome"), [(24 * HOUR, DUPLICATE), (24 * HOUR + 1, NEW)])
def test_the_same_seq_and_values_within_24_hours_are_a_duplicate(later: int, outcome: Outcome) -> None:
    memory = Duplicates()
    assert memory.compare(untimed(NOW, (17,)), NOW, dup=False).outcome is NEW
    assert memory.compare(untimed(NOW + later, (17,)), NOW + later, dup=False).outcome is outcome


def test_another_seq_or_another_value_is_another_reading() -> None:
    assert compare(Duplicates(), untimed(NOW, (17,)), untimed(NOW + 1, (18,)), untimed(NOW + 2, (17,), value=2)) == [NEW, NEW, NEW]


@pytest.mark.parametrize("source", [TimeSource.GATEWAY, TimeSource.NETWORK])
def test_a_frame_that_two_gateways_time_differently_is_one(source: TimeSource) -> None:
    frame = ("70b3d57ed0001234", "AYfg", 12)
    assert compare(Duplicates(), untimed(NOW, frame, source=source), untimed(NOW - 40, frame, source=source)) == [NEW, DUPLICATE]


def frame(counter: int, network_time: int) -> Arrival:
    arrival = untimed(network_time, ("70b3d57ed0001234", "AYfg", counter), source=TimeSource.NETWORK)
    return arrival._replace(network_time=network_time)


@pytest.mark.parametrize("apart_ms", [HOUR // 2, MINUTE, SECOND])  # so frames of one number are an hour, two minutes and two seconds apart
def test_a_restarting_abp_device_whose_counter_begins_again_loses_nothing(apart_ms: int) -> None:
    memory = Duplicates()
    sent = [frame(counter, NOW + number * apart_ms) for number, counter in enumerate((0, 1, 0, 1, 0, 1))]
    assert [memory.compare(arrival, arrival.reading.time, dup=False).outcome for arrival in sent] == [NEW] * 6


@pytest.mark.parametrize("later", [0, 1, FRAME_MS])
def test_a_frame_that_comes_twice_within_a_second_of_the_networks_time_is_one_however_late_it_comes(later: int) -> None:
    memory = Duplicates()
    assert memory.compare(frame(7, NOW), NOW, dup=False).outcome is NEW
    for again in (frame(7, NOW + later), frame(7, NOW - later)):
        assert memory.compare(again, NOW + 5 * HOUR, dup=True).outcome is DUPLICATE


@given(st.integers(0, 10 * FRAME_MS), st.integers(2 * FRAME_MS, HOUR))
def test_a_frame_of_the_same_number_later_on_is_another_reading(start: int, later: int) -> None:
    memory = Duplicates()
    memory.compare(frame(7, NOW + start), NOW, dup=False)
    assert memory.compare(frame(7, NOW + start + later), NOW, dup=False).outcome is NEW


def test_without_a_seq_the_same_value_a_minute_later_is_honest_unless_the_broker_sends_it_again() -> None:
    memory = Duplicates()
    assert memory.compare(untimed(NOW), NOW, dup=False).outcome is NEW
    assert memory.compare(untimed(NOW + MINUTE), NOW + MINUTE, dup=False).outcome is NEW
    assert memory.compare(untimed(NOW + MINUTE + 1), NOW + MINUTE + 1, dup=True).outcome is DUPLICATE


def test_a_redelivery_whose_original_never_came_is_not_taken_for_the_last_honest_reading() -> None:
    memory = Duplicates()
    assert memory.compare(untimed(NOW), NOW, dup=False).outcome is NEW
    assert memory.compare(untimed(NOW + 10 * MINUTE), NOW + 10 * MINUTE, dup=True).outcome is NEW


@given(st.integers(0, 10 * MINUTE), st.integers(0, 5 * MINUTE))
def test_a_redelivery_within_five_minutes_is_always_known(start: int, later: int) -> None:
    memory = Duplicates()
    memory.compare(untimed(NOW + start), NOW + start, dup=False)
    assert memory.compare(untimed(NOW + start + later), NOW + start + later, dup=True).outcome is DUPLICATE


@pytest.mark.parametrize(("identity", "dup"), [((17,), False), (None, True)])
def test_after_a_restart_the_kept_digest_tells_it(identity: Identity | None, dup: bool) -> None:
    digest = Duplicates().compare(untimed(NOW, identity), NOW, dup=False).digest
    assert digest is not None
    assert len(digest) == 16
    again = untimed(NOW + MINUTE, identity)
    asked = lookup_digests(again, NOW + MINUTE, dup=dup)
    assert digest in asked
    kept_digests = {digest} & set(asked)
    assert Duplicates().compare(again, NOW + MINUTE, dup=dup, known_digests=kept_digests).outcome is DUPLICATE
    assert Duplicates().compare(again, NOW + MINUTE, dup=dup).outcome is NEW


# Many at once

SENT = st.tuples(st.integers(0, 9), st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=1))


@given(st.lists(st.lists(SENT, max_size=8), max_size=4), st.integers(1, 7))  # of more, an eighth is forgotten at once
def test_many_at_once_are_compared_and_remembered_as_one_by_one(runs: list[list[tuple[int, dict[str, float]]]], capacity: int) -> None:
    together, singly = Duplicates(capacity), Duplicates(capacity)
    for run in runs:
        arrivals = [timed(values, time) for time, values in run]
        compared = [singly.compare(arrival, NOW, dup=False).outcome is DUPLICATE for arrival in arrivals]
        assert together.compare_timed(ReadingColumns.of(arrival.reading for arrival in arrivals)) == compared


# Its memory


def test_beyond_its_capacity_the_oldest_are_forgotten() -> None:
    memory = Duplicates(capacity=2)
    assert compare(memory, *(timed({"a": 1}, time) for time in (1, 2, 3))) == [NEW, NEW, NEW]
    assert compare(memory, timed({"a": 1}, 3), timed({"a": 1}, 2), timed({"a": 1}, 1)) == [DUPLICATE, DUPLICATE, NEW]


def test_what_was_not_written_can_be_taken_back() -> None:
    memory = Duplicates()
    for arrival in (timed({"a": 1}), untimed(NOW + 1, (17,))):
        comparison = memory.compare(arrival, NOW, dup=False)
        assert comparison.outcome is NEW
        memory.forget(arrival.reading, comparison.digest)
        assert memory.compare(arrival, NOW, dup=False).outcome is NEW
