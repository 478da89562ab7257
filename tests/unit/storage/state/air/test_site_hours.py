"""An hour's mean is stored once, read by page, and gone when nothing makes it any more."""

from domain.air.day import site_days_of
from domain.air.legal_day import start_of_day
from domain.air.windows import Grade, SiteHour
from domain.duration import DAY, HOUR
from storage.state.air import site_days, site_hours
from storage.state.engine import State


def mean(start: int, value: float = 8.0, *, site: str = "square", parameter: str = "pm25", sources: tuple[str, ...] = ("a",)) -> SiteHour:
    return SiteHour(site=site, parameter=parameter, start=start, mean=value, n=6, expected=6, valid=True, sources=sources)


def test_saving_an_hour_again_replaces_it(state: State) -> None:
    with state.begin() as connection:
        site_hours.save(connection, [mean(0, 8.0)])
        site_hours.save(connection, [mean(0, 9.0, sources=("a", "b"))])
        assert site_hours.means(connection, "square", "pm25", 0, HOUR, limit=10) == [mean(0, 9.0, sources=("a", "b"))]


def test_replacing_an_hour_removes_what_is_no_longer_so_and_nothing_else(state: State) -> None:
    kept = [mean(HOUR), mean(0, site="harbour")]
    with state.begin() as connection:
        site_hours.save(connection, [mean(0), mean(0, parameter="no2"), *kept])
        site_hours.replace(connection, [("square", 0)], [mean(0, parameter="no2", value=20.0)])
        assert site_hours.means(connection, "square", "pm25", 0, 9 * HOUR, limit=10) == kept[:1]
        assert [row.mean for row in site_hours.means(connection, "square", "no2", 0, HOUR, limit=10)] == [20.0]
        assert site_hours.means(connection, "harbour", "pm25", 0, HOUR, limit=10) == kept[1:]


def test_means_come_oldest_first_from_start_up_to_end_by_page(state: State) -> None:
    with state.begin() as connection:
        site_hours.save(connection, [mean(i * HOUR) for i in (3, 0, 2, 1, 4)])
        first = site_hours.means(connection, "square", "pm25", HOUR, 4 * HOUR, limit=2)
        rest = site_hours.means(connection, "square", "pm25", HOUR, 4 * HOUR, limit=2, after=first[-1].start)
    assert [row.start // HOUR for row in first + rest] == [1, 2, 3]


def test_the_newest_is_complete_and_of_the_last_day(state: State) -> None:
    now = 48 * HOUR + 1
    hours = [mean(46 * HOUR), mean(47 * HOUR), mean(48 * HOUR), mean(46 * HOUR, parameter="no2"), mean(20 * HOUR, site="harbour")]
    with state.begin() as connection:
        site_hours.save(connection, hours)
        assert [(row.parameter, row.start // HOUR) for row in site_hours.newest(connection, now)] == [("no2", 46), ("pm25", 47)]


def test_an_hour_that_ends_now_is_complete(state: State) -> None:
    with state.begin() as connection:
        site_hours.save(connection, [mean(0)])
        assert site_hours.newest(connection, HOUR - 1) == []
        assert site_hours.newest(connection, HOUR) == [mean(0)]


def test_hours_above_a_limit_are_those_that_may_be_judged_of_the_days_asked_for(state: State) -> None:
    start = start_of_day(100 * DAY)
    high, blind, thin = mean(start, 90.0), mean(start + HOUR, 95.0), mean(start + 2 * HOUR, 99.0)
    hours = [high, blind._replace(grade=Grade.BLIND), thin._replace(valid=False), mean(start + 3 * HOUR, 80.0), mean(start + DAY, 91.0)]
    days = [start, start + DAY]
    with state.begin() as connection:
        site_hours.save(connection, hours)
        site_days.replace(connection, "square", days, site_days_of("square", days, hours))
        assert site_hours.above(connection, ["square"], "pm25", start, start + 2 * DAY, 80.0) == {
            "square": [(start, 90.0), (start + DAY, 91.0)]
        }
        assert site_hours.above(connection, ["square"], "pm25", start, start + DAY, 80.0) == {"square": [(start, 90.0)]}
        assert site_hours.above(connection, ["square"], "pm25", start, start + DAY, 90.0) == {}


def test_a_name_that_only_looks_alike_made_nothing(state: State) -> None:
    with state.begin() as connection:
        site_hours.save(connection, [mean(0, sources=("a-1",)), mean(HOUR, sources=("a_1",))])
        assert site_hours.made_by(connection, "a_1", 0, 9 * HOUR) == [("square", HOUR)]


def test_what_a_device_made_is_found_by_its_name(state: State) -> None:
    with state.begin() as connection:
        site_hours.save(connection, [mean(0), mean(HOUR, sources=("a", "b")), mean(HOUR, site="harbour", sources=("b",)), mean(2 * HOUR)])
        assert site_hours.made_by(connection, "a", HOUR, 2 * HOUR) == [("square", HOUR)]
        assert site_hours.made_by(connection, "b", 0, 9 * HOUR) == [("harbour", HOUR), ("square", HOUR)]


def test_the_valid_means_of_some_parameters_are_those_of_the_period_alone(state: State) -> None:
    hours = [
        mean(0, 8.0),
        mean(HOUR, 9.0),
        mean(2 * HOUR, 7.0),
        mean(0, parameter="no2"),
        mean(0, parameter="humidity"),
        mean(0, site="harbour"),
    ]
    invalid = SiteHour(site="square", parameter="o3", start=0, mean=3.0, n=2, expected=6, valid=False, sources=("a",))
    with state.begin() as connection:
        site_hours.save(connection, [*hours, invalid])
        rows = site_hours.valid_means(connection, "square", ["pm25", "no2", "o3"], 0, 2 * HOUR)
    assert sorted(rows) == [("no2", 0, 8.0), ("pm25", 0, 8.0), ("pm25", HOUR, 9.0)]
