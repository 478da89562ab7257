"""A site's patterns are those of its stored hours: the wind points at the source, and the page says everything in tables too."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from config.texts import LANGUAGES, Language
from domain.air.day import site_days_of
from domain.air.legal_day import bounds_of_year, start_of_date
from domain.air.windows import SiteHour
from domain.device import Site
from domain.duration import DAY, HOUR
from reports.air.html_page import patterns_html
from reports.air.patterns.site_patterns import ParameterPatterns, site_patterns
from storage.state.air import site_days, site_hours
from storage.state.engine import State

FIRST, LAST = date(2026, 1, 1), date(2026, 2, 28)


def hours(parameter: str, start: int, end: int, mean_of_hour: dict[int, float] | float) -> Iterator[SiteHour]:
    for number, at in enumerate(range(start, end, HOUR)):
        mean = mean_of_hour if isinstance(mean_of_hour, float) else mean_of_hour[number % 24]
        yield SiteHour(site="s", parameter=parameter, start=at, mean=mean, n=1, expected=1, valid=True, sources=("a",))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """NO2 is high when the wind comes from the east, twelve hours a day; PM2.5 falls by 1 µg/m³ a year over four years."""
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    start, end = start_of_date(FIRST), start_of_date(LAST) + DAY
    east = {hour: hour < 12 for hour in range(24)}
    rows = [
        *hours("no2", start, end, {hour: 80.0 if east[hour] else 10.0 for hour in range(24)}),
        *hours("wind_speed", start, end, 3.0),
        *hours("wind_direction", start, end, {hour: 90.0 if east[hour] else 270.0 for hour in range(24)}),
    ]
    with state.begin() as connection:
        site_hours.save(connection, rows)
        site_hours.save(connection, list(hours("pm25", start, end, 6.0)))
        site_days.replace(connection, "s", [], site_days_of("s", range(start, end, DAY), rows))
        for year in range(2022, 2026):
            first, last = bounds_of_year(year)
            kept = site_days_of("s", range(first, last, DAY), hours("pm25", first, last, 2032.0 - year))
            site_days.replace(connection, "s", [], kept)
    yield state
    state.close()


def read(state: State, last: date = LAST) -> dict[str, ParameterPatterns]:
    with state.read() as connection:
        return {found.parameter: found for found in site_patterns(connection, load_catalogue(), "s", FIRST, last)}


def test_rose_and_polar_means_point_at_the_source(state: State) -> None:
    no2 = read(state)["no2"]
    assert no2.rose is not None
    assert no2.rose.n == no2.n == 59 * 24
    assert [sum(sector) for sector in no2.rose.sectors][4::8] == [59 * 12, 59 * 12]
    assert {(cell.sector, cell.mean) for cell in no2.polar} == {(4, 80.0), (12, 10.0)}
    assert len(no2.days) == 59


@pytest.mark.parametrize(("days", "rose", "week"), [(2, False, False), (3, True, False), (20, True, True), (21, True, True)])
def test_no_picture_is_made_of_a_few_hours(state: State, days: int, rose: bool, week: bool) -> None:
    last = FIRST + timedelta(days=days - 1)
    no2 = read(state, last)["no2"]
    assert (no2.rose is not None, bool(no2.polar), bool(no2.profile), no2.windy) == (rose, rose, week, 24 * days)
    assert all(cell.n >= 3 for cell in no2.profile)
    page = patterns_html(Site(id="s", name="Torget", lat=59.0, lon=10.0, valid_from=0), [no2], FIRST, last, "nb")
    assert ("Time for time gjennom uken: for få målinger." in page) is not week
    assert ("Det trengs 72." in page) is not rose


def test_a_trend_takes_three_years_and_finds_the_slope(state: State) -> None:
    patterns = read(state)
    assert patterns["no2"].trend is None
    trend = patterns["pm25"].trend
    assert trend is not None
    assert trend.slope == pytest.approx(-1.0, abs=0.1)
    assert trend.is_certain


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_has_a_name_and_its_table(state: State, language: Language) -> None:
    site = Site(id="s", name="Torget", lat=59.0, lon=10.0, valid_from=0)
    text = patterns_html(site, list(read(state).values()), FIRST, LAST, language)
    assert text.count('role="img" aria-label="') == text.count("<details>")
    assert text.count("<table>") == text.count("<details>")
    assert "NaN" not in text
    assert 'style="' not in text


@pytest.mark.parametrize(("language", "half"), [("nb", "25 %"), ("en", "25 %")])
def test_a_pictures_rings_say_what_they_stand_for_in_text_that_a_picture_shows(state: State, language: Language, half: str) -> None:
    page = patterns_html(Site(id="s", name="Torget", lat=59.0, lon=10.0, valid_from=0), [read(state)["no2"]], FIRST, LAST, language)
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert pictures
    assert not [picture for picture in pictures if "<data" in picture or "<time" in picture], (
        "within a picture an element of HTML shows nothing"
    )
    assert any(f">{half}</text>" in picture for picture in pictures)
    assert any(">4 m/s</text>" in picture for picture in pictures)
