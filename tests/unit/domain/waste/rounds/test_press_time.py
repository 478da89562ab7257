"""A report counts at the moment at which it was pressed, whatever the phone's clock says and however long the report was under way."""

from hypothesis import given
from hypothesis import strategies as st

from domain.duration import HOUR, MINUTE, SECOND
from domain.waste.rounds.press_time import press_time

NOW = 1_770_188_400_000


def test_a_phone_that_is_right_reports_its_own_time_to_the_millisecond() -> None:
    assert press_time(NOW - HOUR + 7, sent=NOW, received=NOW + 900) == NOW - HOUR + 7
    assert press_time(NOW - 1, sent=NOW, received=NOW + MINUTE) == NOW - 1


def test_a_phone_that_is_wrong_is_corrected_by_whole_minutes() -> None:
    assert press_time(NOW - 8 * HOUR, sent=NOW - 7 * HOUR, received=NOW) == NOW - HOUR
    assert press_time(NOW + 3 * MINUTE, sent=NOW + 5 * MINUTE, received=NOW + 2 * SECOND) == NOW - 2 * MINUTE


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**8), st.integers(0, 10**6), st.integers(0, 20 * SECOND), st.integers(0, 20 * SECOND))
def test_what_was_pressed_later_is_later_whatever_each_took_to_arrive(wrong: int, ago: int, gap: int, slow: int, fast: int) -> None:
    first, second = NOW - ago, NOW - ago + gap
    sent = NOW + gap
    times = [
        press_time(first + wrong, sent=sent + wrong, received=sent + slow),
        press_time(second + wrong, sent=sent + slow + wrong, received=sent + slow + fast),
    ]
    # A wrong clock is corrected to a minute: two reports may be half a minute each off, never more.
    assert times[0] <= times[1] + (0 if abs(wrong) <= 40 * SECOND else MINUTE)
    assert all(abs(time - pressed) <= MINUTE + slow + fast for time, pressed in zip(times, (first, second), strict=True))
