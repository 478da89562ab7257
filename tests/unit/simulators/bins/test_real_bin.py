"""A bin that fills as a real one did is emptied when that was, and found as full as that was."""

from hypothesis import given
from hypothesis import strategies as st

from simulators.bins.real_bin import BEGAN, FULL_BY_SOURCE, WEEKS_9, RealBin, real_bins

TIMES = st.integers(BEGAN - 4 * WEEKS_9, BEGAN + 60 * WEEKS_9)
BINS = [sender for sender in real_bins(1, 20, "sim").senders if isinstance(sender, RealBin)]


@given(st.sampled_from(BINS), TIMES, st.integers(0, 5 * 86_400_000))
def test_it_only_gets_fuller_until_it_is_emptied(sender: RealBin, time: int, later: int) -> None:
    if sender.emptied_at(time) == sender.emptied_at(time + later):
        assert 0 <= sender.fill(time) <= sender.fill(time + later) <= 1.3 * FULL_BY_SOURCE


@given(st.sampled_from(BINS), TIMES)
def test_nine_weeks_later_it_is_as_full_again(sender: RealBin, time: int) -> None:
    assert sender.fill(time) == sender.fill(time + WEEKS_9)
