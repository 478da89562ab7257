"""A device measures on a grid of its own that does not move when the program starts again."""

from hypothesis import given
from hypothesis import strategies as st

from simulators.device import spread, times
from simulators.testing.live_device import make_device

MOMENTS = st.integers(min_value=0, max_value=4_000_000_000_000)


@given(start=MOMENTS, middle=st.integers(0, 86_400_000), end=st.integers(0, 86_400_000))
def test_two_runs_in_a_row_measure_at_the_times_of_one_long_run(start: int, middle: int, end: int) -> None:
    device = make_device("air", "sim-air-001")
    pause = start + middle
    stop = pause + end
    assert [*times(device, start, pause), *times(device, pause, stop)] == list(times(device, start, stop))


@given(start=MOMENTS)
def test_a_device_measures_once_an_interval(start: int) -> None:
    device = make_device("air", "sim-air-001", interval_s=150)
    assert len(list(times(device, start, start + 3_600_000))) == 24


def test_devices_do_not_all_measure_at_once() -> None:
    phases = {spread(f"sim-level-{number:03}", 600) for number in range(200)}
    assert len(phases) > 140
    assert all(0 <= phase < 600 for phase in phases)
