"""The strongest gateway comes first, and what is no signal strength is none."""

import pytest

from ingest.formats.signal import rssi, strongest


def test_the_strongest_signal_stands_first_and_an_unbelievable_one_last() -> None:
    signals: list[dict[str, object]] = [{"rssi": 9_999}, {"rssi": -110}, {"rssi": 0}, {}, {"rssi": -70}]
    assert [rssi(signal) for signal in strongest(signals)] == [0, -70, -110, None, None]


@pytest.mark.parametrize("value", [True, False, "-70", None, [-70], -251, 51])
def test_what_is_no_number_of_dbm_is_no_signal_strength(value: object) -> None:
    assert rssi({"rssi": value}) is None


@pytest.mark.parametrize("value", [-250, 50])
def test_the_outermost_strengths_are_believed(value: int) -> None:
    assert rssi({"rssi": value}) == value
