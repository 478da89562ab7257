"""Faults do what they are called, to as many as their rate says, and the same each time for the same seed."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duration import HOUR
from simulators.faults.fault import OF_MESSAGES, Fault, Kind
from simulators.faults.transport import disturb
from simulators.send.encode import encode
from simulators.send.message import NOT_SENT, STORED, PlannedMessage, SimulatedReading

MINUTE = 60_000
T0 = 1_764_072_000_000


def steady(count: int, devices: int = 8) -> Iterator[PlannedMessage]:
    for number in range(count):
        time, values = T0 + number * MINUTE, {"pm25": number / 10}
        yield PlannedMessage(
            at=time,
            device=f"d{number % devices}",
            topic=f"bysans/v1/air/d{number % devices}",
            payload=encode([(time, values)]),
            readings=(SimulatedReading(time=time, values=values),),
        )


def outcomes(*faults: Fault, count: int = 2000, seed: int = 7) -> list[PlannedMessage]:
    return list(disturb(steady(count), faults, seed))


RATES = st.lists(st.tuples(st.sampled_from(OF_MESSAGES), st.floats(0, 0.2)), max_size=5, unique_by=lambda rate: rate[0])


@given(RATES, st.integers())
def test_the_same_seed_gives_the_same_bytes_in_order_of_time(rates: list[tuple[Kind, float]], seed: int) -> None:
    faults = [Fault(kind=kind, rate=rate) for kind, rate in rates]
    once, again = (outcomes(*faults, count=60, seed=seed) for _ in range(2))
    assert once == again
    assert [message.at for message in once] == sorted(message.at for message in once)


@given(RATES, st.integers())
def test_no_message_is_forgotten_each_is_sent_or_told_as_never_sent(rates: list[tuple[Kind, float]], seed: int) -> None:
    sent = outcomes(*(Fault(kind=kind, rate=rate) for kind, rate in rates), count=60, seed=seed)
    assert len([message for message in sent if message.fault != "duplicate"]) == 60


@pytest.mark.parametrize("kind", OF_MESSAGES)
def test_a_fault_meets_about_as_many_as_its_rate_says(kind: Kind) -> None:
    met = [message for message in outcomes(Fault(kind=kind, rate=0.1)) if message.fault == kind]
    assert 150 < len(met) < 250


def test_a_fault_with_hours_meets_nobody_outside_them() -> None:
    met = [m for m in outcomes(Fault(kind="drop", rate=1, start=T0 + HOUR, end=T0 + 2 * HOUR), count=240) if m.expect == NOT_SENT]
    assert [message.at for message in met] == [T0 + HOUR + number * MINUTE for number in range(60)]


def test_what_is_duplicated_comes_twice_with_the_same_bytes() -> None:
    sent = outcomes(Fault(kind="duplicate", rate=1), count=20)
    assert sorted(message.payload for message in sent) == sorted(2 * [message.payload for message in steady(20)])


def test_what_is_reordered_is_overtaken_by_the_devices_next_ones() -> None:
    sent = [message.readings[0].time or 0 for message in outcomes(Fault(kind="reordered", rate=0.2)) if message.device == "d0"]
    assert sent != sorted(sent)


def test_what_is_corrupt_must_be_quarantined_for_a_reason() -> None:
    sent = outcomes(Fault(kind="corrupt", rate=1), count=200)
    assert {message.expect for message in sent} == {"not_json", "bad_encoding", "schema", "out_of_range", "ancient_time", "future_time"}
    assert all(not message.readings for message in sent)


def test_while_a_gateway_is_away_its_devices_keep_what_they_measure_and_send_it_afterwards() -> None:
    end = T0 + 2 * HOUR
    sent = outcomes(Fault(kind="outage", rate=0.5, start=T0 + HOUR, end=end), count=240)
    met = [message for message in sent if message.fault == "outage"]
    assert {message.device for message in met} < {f"d{number}" for number in range(8)}
    assert all(end <= message.at < end + MINUTE and (message.readings[0].time or 0) < end for message in met)


def test_in_a_storm_every_device_sends_its_last_message_once_more_at_once() -> None:
    sent = [message for message in outcomes(Fault(kind="storm", rate=1, start=T0 + HOUR)) if message.fault == "storm"]
    assert [(message.at, message.device) for message in sent] == [(T0 + HOUR, f"d{number}") for number in range(8)]


def test_a_device_without_a_clock_sends_a_running_number_and_no_time() -> None:
    for message in outcomes(Fault(kind="untimed", rate=1), count=20):
        body = json.loads(message.payload)
        assert "time" not in body
        assert isinstance(body["seq"], int)
        assert (message.readings[0].time, message.expect) == (None, STORED)


def test_a_wrong_clock_is_wrong_by_the_same_each_time_and_less_than_the_service_bears() -> None:
    sent = outcomes(Fault(kind="skewed", rate=1), count=80)
    errors = {message.device: set[int]() for message in sent}
    for message in sent:
        errors[message.device].add((message.readings[0].time or 0) - message.at)
    assert all(len(wrong) == 1 and abs(wrong.pop()) <= 4 * MINUTE for wrong in errors.values())
