"""How long the oldest change has waited is remembered, in bounded memory."""

from watch.lag import Lag


def test_nothing_waiting_is_no_lag() -> None:
    assert Lag().of(0, 0, 1000.0) == 0.0


def test_a_change_that_waits_grows_older() -> None:
    lag = Lag()
    assert [lag.of(5, 5, now) for now in (100.0, 101.0, 160.0)] == [0.0, 1.0, 60.0]


def test_the_next_oldest_counts_from_when_it_was_seen() -> None:
    lag = Lag()
    for now in (100.0, 110.0, 120.0):
        lag.of(1, int(now), now)
    assert lag.of(105, 120, 130.0) == 20.0


def test_settled_and_touched_again_begins_anew() -> None:
    lag = Lag()
    lag.of(5, 5, 100.0)
    lag.of(0, 0, 200.0)
    assert lag.of(6, 6, 300.0) == 0.0


def test_a_week_of_outage_is_remembered_in_little_memory() -> None:
    lag = Lag()
    for second in range(7 * 86_400):
        value = lag.of(1, second + 1, float(second))
    assert value == 7 * 86_400 - 1
    assert len(lag._seen) < 2000


def test_a_change_within_a_hundredth_of_the_time_since_the_last_is_remembered_with_the_next() -> None:
    lag = Lag()
    for rev, now in ((1, 0.0), (2, 10_000.0), (3, 10_100.0), (4, 10_102.0)):
        lag.of(1, rev, now)
    assert lag.of(2, 4, 20_000.0) == 10_000.0
    assert lag.of(3, 4, 20_000.0) == 20_000.0 - 10_102.0
