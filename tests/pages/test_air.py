"""A citizen learns how the air is, finds their own place, and reads its day, week and year, on a phone and on a desk."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.air.windows import Grade, SiteHour
from domain.duration import HOUR
from storage.state.air import site_hours
from tests.pages.served import Pages, serve
from tests.pages.test_first_page import violations
from tests.pages.town import LAST_HOUR, build

pytestmark = pytest.mark.real("chromium")
YEAR = 365 * 24


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The town as everyone sees it: Storgata has a year of NO2 with a gap, and smoke stands over two other streets."""
    with serve(tmp_path_factory.mktemp("public")) as pages:
        hours = [n for n in range(YEAR) if n not in (5, 6, 7)]
        no2 = [_hour("site-00", "no2", 20.0 + n % 24 * (5 if n else 0) + (108 if n == 0 else 0), n, Grade.REFERENCE) for n in hours]
        smoke = [_hour("site-05", "pm25", 1000.0, 0, at_least=True), _hour("site-06", "pm25", 420.0, 0)]
        with pages.state.begin() as connection:
            build(connection)
            site_hours.save(connection, [*no2, *smoke])
        yield pages


def _hour(site: str, parameter: str, mean: float, ago: int, grade: Grade = Grade.INDICATIVE, *, at_least: bool = False) -> SiteHour:
    return SiteHour(site, parameter, LAST_HOUR - ago * HOUR, mean, 6, 6, True, ("air-00",), grade, at_least)


def test_a_citizen_finds_their_place_and_reads_its_day_week_and_year(public: Pages, page: Page) -> None:
    page.context.set_geolocation({"latitude": 59.2689, "longitude": 10.4})  # where site-09 is
    page.context.grant_permissions(["geolocation"])
    page.set_viewport_size({"width": 390, "height": 844})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.goto(public.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Svært høy luftforurensning 2 steder i byen nå")
    expect(page.get_by_role("list").get_by_role("link", name="Farmannsveien")).to_contain_text("over det måleren kan vise")
    expect(page.get_by_text("Råd til sårbare:").first).to_be_visible()
    page.get_by_role("button", name="Nær meg").click()
    expect(page.get_by_role("status")).to_contain_text("Posisjonen din blir på enheten")
    expect(page.locator("#tiles > li").first).to_contain_text("Stasjonsgata")
    assert not [url for url in sent if "59.26" in url or "10.4" in url]
    page.get_by_role("searchbox", name="Søk etter sted").fill("storg")
    expect(page.locator("#tiles > li:visible")).to_have_count(1)
    page.get_by_role("link", name="Storgata").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Moderat forurenset luft ved Storgata nå")
    expect(page.get_by_text("Offisiell måler.")).to_be_visible()
    expect(page.locator("#place-plot")).to_have_attribute("data-drawn", "24")
    page.get_by_text("Vis som tabell").click()
    expect(page.get_by_role("cell", name="ingen måling")).to_have_count(3)
    page.get_by_role("link", name="Uke").click()
    expect(page.get_by_role("heading", name="Nitrogendioksid NO₂ den siste uken")).to_be_visible()
    page.get_by_role("link", name="År").click()
    page.get_by_role("link", name="Timemiddel").click()
    expect(page.locator("#place-plot")).to_have_attribute("data-drawn", str(YEAR))
    assert page.context.cookies() == []


def test_the_map_that_moves_comes_for_those_who_ask_for_it(public: Pages, page: Page) -> None:
    page.goto(f"{public.url}/?lang=en")
    expect(page.get_by_role("img", name="Map of the places; the list shows the same")).to_be_visible()
    page.get_by_role("button", name="Open the map").click()
    expect(page.locator(".list-map")).to_have_attribute("data-drawn", "12")


def test_a_year_of_hours_is_drawn_with_less_than_a_second_of_the_processor(public: Pages, page: Page) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable", {"timeDomain": "threadTicks"})  # of the page's own work, whatever else the machine does
    page.goto(f"{public.url}/sted/site-00?stoff=no2&periode=ar&middel=time")
    expect(page.locator("#place-plot")).to_have_attribute("data-drawn", str(YEAR))
    metrics = {metric["name"]: metric["value"] for metric in browser.send("Performance.getMetrics")["metrics"]}
    assert 0 < metrics["TaskDuration"] < 1.0, metrics


def test_without_scripts_everything_is_there(public: Pages, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(public.url)
        expect(page.get_by_role("heading", level=1)).to_have_text("Very high air pollution at 2 places in the city now")
        expect(page.get_by_role("img", name="Map of the places; the list shows the same")).to_be_visible()
        page.get_by_role("list").get_by_role("link", name="Storgata").click()
        expect(page.get_by_role("cell", name="not measured")).to_have_count(3)
        page.get_by_role("link", name="Year").click()
        page.get_by_text("Show as a table").click()
        expect(page.get_by_role("table", name="daily mean")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(public: Pages, page: Page, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for language, path in (("nb", "/"), ("en", "/"), ("nb", "/sted/site-00"), ("en", "/sted/site-03"), ("nb", "/sted/site-05/ramme")):
        page.goto(f"{public.url}{path}?lang={language}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_the_frame_shows_on_anothers_page(public: Pages) -> None:
    answer = httpx.get(f"{public.url}/sted/site-00/ramme?lang=nb")
    assert "x-frame-options" not in answer.headers
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
