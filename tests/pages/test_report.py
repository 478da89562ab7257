"""A year's report can be read by everyone, on every screen, and prints as pages."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from config.catalogue import load_catalogue
from config.regimes import load_regimes
from config.texts import LANGUAGES, Language
from domain.air.day import site_days_of
from domain.air.legal_day import bounds_of_year
from domain.air.windows import Grade, SiteHour
from domain.device import Device, Site
from domain.duration import DAY, HOUR
from reports.air.html_page import html
from reports.air.report import air_report
from storage.state import registry
from storage.state.air import day_tags, invalidations, site_days
from storage.state.air.day_tags import DayTag
from storage.state.engine import State
from storage.state.registry import RegistryCache
from tests.pages.axe import violations

pytestmark = pytest.mark.real("chromium")

START, END = bounds_of_year(2025)


def hours() -> Iterator[SiteHour]:
    """PM10 with dusty days and a gap, PM2.5 of a sensor, NO2 with an inversion."""
    for number, start in enumerate(range(START, END, HOUR)):
        day = number // 24
        means = {"pm25": (8.0 + day % 5, Grade.INDICATIVE), "no2": (410.0 if day == 20 else 30.0, Grade.REFERENCE)}
        if not 60 <= day < 90:
            means["pm10"] = (60.0 if day % 40 == 0 else 18.0, Grade.REFERENCE)
        for parameter, (mean, grade) in means.items():
            yield SiteHour(
                site="torget", parameter=parameter, start=start, mean=mean, n=1, expected=1, valid=True, sources=("a",), grade=grade
            )


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path_factory.mktemp('report') / 'state.db'}")
    with state.begin() as connection:
        registry.put(connection, Site(id="torget", name="Torget", lat=59.9, lon=10.7, valid_from=0))
        for name, model in (("a", "reference"), ("b", "sensor-community/airrohr")):
            registry.put(connection, Device(id=name, kind="air", model=model, interval_s=3600, valid_from=0, place="torget"))
        site_days.replace(connection, "torget", [], site_days_of("torget", range(START, END, DAY), hours()))
        invalidations.declare(connection, "a", "pm10", START + 60 * DAY, START + 90 * DAY, reason="workshop", by="Kari", now=END)
        day_tags.put(connection, DayTag(site="torget", day=date(2025, 2, 10), tag="sanding", note="swept", by="Kari", at=END))
    yield state
    state.close()


def written(state: State, language: Language) -> str:
    with state.read() as connection:
        known = RegistryCache(state).refresh(connection)
        report = air_report(connection, known, load_catalogue(), "torget", 2025, list(load_regimes().values()), END + DAY)
    return html(report, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(state: State, page: Page, width: int, language: Language) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(written(state, language))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_prints_as_pages_with_its_pictures(state: State, page: Page, tmp_path: Path) -> None:
    page.set_content(written(state, "nb"))
    page.emulate_media(media="print")
    assert page.locator("svg").count() == 4  # the daily means of three parameters, and NO2's highest hours
    assert page.locator("details:visible").count() == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
