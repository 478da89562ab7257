"""A steady load is as many messages as asked for, each device in turn, none twice in a millisecond, the same for the same seed."""

import json
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.town.load import load, load_scene


@given(devices=st.integers(1, 50), rate=st.floats(0.1, 50_000), seed=st.integers(0, 1 << 40))
def test_no_device_sends_twice_in_a_millisecond(devices: int, rate: float, seed: int) -> None:
    rate = min(rate, devices * 1000)
    sent = list(islice(load(seed, devices=devices, rate=rate, start=0), 200))
    assert len({(message.device, message.at) for message in sent}) == 200
    assert sent == list(islice(load(seed, devices=devices, rate=rate, start=0), 200))


def test_what_is_sent_is_what_the_truth_says() -> None:
    for message in islice(load(3, devices=7, rate=100, start=1_764_072_000_123), 50):
        body = json.loads(message.payload)
        assert round(body.pop("time") * 1000) == message.readings[0].time == message.at
        assert body.pop("seq") >= 0
        assert body == message.readings[0].values


def test_more_than_a_message_a_millisecond_and_device_is_refused() -> None:
    with pytest.raises(ValueError, match="2 devices send at most 2000 messages a second"):
        next(load(1, devices=2, rate=2001, start=0))


def test_every_device_of_the_load_is_registered() -> None:
    assert {m.device for m in islice(load(5, devices=9, rate=9, start=0), 9)} == set(load_scene(5, devices=9, rate=9).devices)
