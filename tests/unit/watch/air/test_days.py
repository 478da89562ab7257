"""However hours arrive, are corrected or declared invalid, the stored days are those of all that is stored."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from domain.air.day import SiteDay, site_days_of
from domain.air.legal_day import start_of_day
from domain.duration import DAY, HOUR
from domain.reading import Reading
from storage.state import due
from storage.state.air import invalidations, site_days, site_hours
from tests.examples import examples
from tests.unit.watch.conftest import MINUTE, NOON, Town
from watch.air import days as days_of
from watch.air.days import Days
from watch.leadership import Leadership

TODAY = start_of_day(NOON)


def days(town: Town, parameter: str = "pm25") -> list[SiteDay]:
    with town.state.read() as connection:
        return site_days.days(connection, "square", {parameter}, 0, NOON + 1000 * HOUR)


def recomputed(town: Town) -> list[SiteDay]:
    """Return the days summed up anew from every stored hour."""
    with town.state.read() as connection:
        hours = site_hours.all_means(connection, "square", 0, NOON + 1000 * HOUR)
    starts = range(TODAY - 400 * DAY, TODAY + 2 * DAY, DAY)
    return sorted((day for day in site_days_of("square", starts, hours) if day.parameter == "pm25"), key=lambda day: day.start)


def hourly(start: int, count: int, value: float) -> list[Reading]:
    return [Reading("a1", start + n * HOUR, {"pm25": value}) for n in range(count)]


def test_hours_become_legal_days(town: Town) -> None:
    town.register("a1", interval_s=3600, since=0)
    town.send(*hourly(TODAY - DAY, 24, 8.0), *hourly(TODAY, 12, 20.0))
    town.work(town.watch())
    assert [(day.start, day.n, day.mean, day.highest, day.eight_hours, day.sources) for day in days(town)] == [
        (TODAY - DAY, 24, 8.0, 8.0, 8.0, ("a1",)),
        (TODAY, 12, 20.0, 20.0, 20.0, ("a1",)),
    ]


def test_a_late_hour_changes_its_day_and_the_8_h_windows_that_end_on_the_next(town: Town) -> None:
    town.register("a1", interval_s=3600, since=0)
    watch = town.watch()
    town.send(*hourly(TODAY - DAY, 23, 8.0), *hourly(TODAY, 12, 8.0))
    town.work(watch)
    town.send(*hourly(TODAY - HOUR, 1, 80.0))
    town.work(watch)
    assert [(day.n, day.eight_hours) for day in days(town)] == [(24, 17.0), (12, 17.0)]
    assert days(town) == recomputed(town)


def test_a_day_whose_last_hour_was_corrected_away_is_gone(town: Town) -> None:
    town.register("a1", interval_s=3600, since=0)
    watch = town.watch()
    town.send(*hourly(TODAY - DAY, 1, 8.0))
    town.work(watch)
    town.send(*hourly(TODAY - DAY, 1, -999.0))
    town.work(watch)
    assert days(town) == []


def test_a_declared_period_is_worked_out_again_and_so_is_its_withdrawal(town: Town) -> None:
    town.register("a1", interval_s=3600, since=0)
    watch = town.watch()
    town.send(*hourly(TODAY - DAY, 12, 8.0), *hourly(TODAY - DAY + 12 * HOUR, 12, 800.0))
    town.work(watch)
    with town.state.begin() as connection:
        start = TODAY - DAY + 12 * HOUR
        period = invalidations.declare(connection, "a1", "pm25", start, TODAY, reason="fireworks in the inlet", by="Kari", now=town.now)
    town.work(watch)
    assert [(day.n, day.mean) for day in days(town)] == [(12, 8.0)]
    with town.state.begin() as connection:
        invalidations.withdraw(connection, period, by="Ola", now=town.now)
    town.work(watch)
    assert [(day.n, day.mean) for day in days(town)] == [(24, 404.0)]


def test_many_days_at_once_are_summed_up_to_the_last(town: Town) -> None:
    town.register("a1", interval_s=3600, since=0)
    town.send(*hourly(TODAY - 250 * DAY, 250 * 24, 8.0))
    town.work(town.watch(), seconds=10)
    assert len(days(town)) == 250
    assert days(town) == recomputed(town)


def test_the_days_of_many_sites_are_stored_in_one_transaction(town: Town) -> None:
    sites = [f"site {number}" for number in range(20)]
    with town.state.begin() as connection:
        days_of.enqueue(connection, [(site, TODAY) for site in sites])
    commits: list[Connection] = []

    def note(connection: Connection) -> None:
        if not connection.get_execution_options().get("read_only"):
            commits.append(connection)

    event.listen(town.state.engine, "commit", note)
    assert not Days(town.state, Leadership("one", lambda: NOON, 10_000)).recompute(NOON, lambda: None)
    assert len(commits) == 1
    with town.state.read() as connection:
        assert due.reached(connection, due.SITE_DAY, NOON, 1) == []


slots = st.tuples(st.sampled_from(["a1", "a2", "official"]), st.integers(0, 71), st.sampled_from([-999.0, -1.5, 8.0, 40.0, 6000.0]))


@examples(20)
@given(st.lists(st.lists(slots, min_size=1, max_size=20), min_size=1, max_size=4), st.integers(0, 71))
def test_step_by_step_gives_what_a_full_recompute_gives(arrivals: list[list[tuple[str, int, float]]], moved: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        town = Town(Path(directory))
        for device, model in (("a1", "generic"), ("a2", "sensor-community/airrohr"), ("official", "reference")):
            town.register(device, since=0, interval_s=3600, model=model)
        watch = town.watch()
        for batch in arrivals:
            town.send(*[Reading(name, TODAY - 2 * DAY + slot * HOUR, {"pm25": value}) for name, slot, value in batch])
            town.work(watch)
        town.register("a2", "harbour", since=TODAY - 2 * DAY + moved * HOUR + 30 * MINUTE)
        town.work(watch)
        assert days(town) == recomputed(town)
        town.readings.close()
        town.state.close()
