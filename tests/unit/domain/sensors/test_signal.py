"""A signal is as good as the worse of its strength and its clearness."""

import pytest

from domain.sensors.signal import strength


@pytest.mark.parametrize(
    ("rssi", "snr", "word"),
    [
        (None, None, None),
        (-117, None, "good"),
        (-117.1, None, "fair"),
        (-127, None, "fair"),
        (-127.1, None, "weak"),
        (-90, 0, "good"),
        (-90, -10, "fair"),
        (-90, -10.1, "weak"),
        (None, 5, "good"),
    ],
)
def test_the_worse_figure_decides(rssi: float | None, snr: float | None, word: str | None) -> None:
    assert strength(rssi, snr) == word
