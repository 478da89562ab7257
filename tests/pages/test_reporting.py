"""What the office ticks off on a round's page is kept once and shown where it belongs; a driver's own page is tested in `test_driver`."""

import pytest
from playwright.sync_api import Browser, Page, expect

from storage.state.waste import stop_events
from tests.pages.driving import plan_round
from tests.pages.served import Pages
from tests.pages.town import NOW

needs_chromium = pytest.mark.real("chromium")


def begin(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/runder/{plan_round(pages)}?lang=nb")


@needs_chromium
def test_a_crew_ticks_stops_and_takes_one_back(open_pages: Pages, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    begin(open_pages, page)
    page.locator(".stop").nth(0).get_by_role("button", name="Tømt").click()
    expect(page.locator(".stop").nth(0)).to_contain_text("tømt")
    expect(page.locator(".lead")).to_contain_text("Underveis: én tømt, 11 igjen")
    page.locator(".stop").nth(1).get_by_text("Ikke tømt").click()
    page.locator(".stop").nth(1).get_by_role("button", name="Sperret").click()
    expect(page.locator(".stop").nth(1)).to_contain_text("ikke tømt: sperret")
    page.locator(".stop").nth(0).get_by_role("button", name="Angre").click()
    page.wait_for_timeout(1100)  # a second press within a second is a double click
    page.locator(".stop").nth(0).get_by_role("button", name="Tømt").click()
    expect(page.locator(".stop").nth(0)).to_contain_text("tømt")
    expect(page.locator(".lead")).to_contain_text("Underveis: én tømt, én kunne ikke tømmes, 10 igjen")


@needs_chromium
def test_a_report_leaves_the_round_on_the_screen_and_the_keyboard_where_it_was(open_pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO") as context:
        page = context.new_page()
        begin(open_pages, page)
        page.evaluate("window.same = true")
        context.set_offline(True)
        page.locator("#stop-s2").get_by_role("button", name="Tømt").press("Enter")
        expect(page.locator("#no-contact")).to_be_visible()
        expect(page.locator("#stop-s3").get_by_role("button", name="Tømt")).to_be_visible()
        context.set_offline(False)
        page.locator("#stop-s3").get_by_role("button", name="Tømt").press("Enter")
        expect(page.locator(".lead")).to_contain_text("Underveis: én tømt, 11 igjen")
        expect(page.locator("#no-contact")).to_be_hidden()
        expect(page.locator("#stop-s3").get_by_role("button", name="Angre")).to_be_focused()
        assert page.evaluate("window.same") is True


@needs_chromium
def test_a_button_pressed_twice_takes_nothing_back(open_pages: Pages, page: Page) -> None:
    begin(open_pages, page)
    page.locator("#stop-s1").get_by_role("button", name="Tømt").dblclick()
    expect(page.locator("#stop-s1")).to_contain_text("tømt")
    expect(page.locator("#stop-s1").get_by_role("button", name="Angre")).to_be_visible()
    with open_pages.state.read() as connection:
        assert [event.type for event in stop_events.between(connection, 0, NOW + 1)] == ["emptied"]


@needs_chromium
def test_a_page_that_stands_open_shows_what_another_reported(open_pages: Pages, page: Page, browser: Browser) -> None:
    begin(open_pages, page)
    with browser.new_context(locale="nb-NO") as context:
        second = context.new_page()
        second.clock.install()
        second.goto(page.url)
        second.locator("#stop-s2").get_by_text("Ikke tømt").click()
        page.locator("#stop-s1").get_by_role("button", name="Tømt").click()
        expect(page.locator("#stop-s1")).to_have_attribute("data-state", "emptied")
        second.clock.fast_forward(31_000)
        expect(second.locator("#stop-s1")).to_have_attribute("data-state", "emptied")
        expect(second.locator(".lead")).to_contain_text("Underveis: én tømt, 11 igjen")
        expect(second.locator("#stop-s2").get_by_role("button", name="Skadet")).to_be_visible()


@needs_chromium
def test_a_crew_says_that_the_truck_has_tipped(open_pages: Pages, page: Page) -> None:
    begin(open_pages, page)
    page.locator(".tip-row").last.get_by_role("button", name="Bilen er tømt").click()
    expect(page.get_by_text("Bilen ble tømt:")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("Underveis")


@needs_chromium
def test_without_scripts_a_crew_reports_too(open_pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", java_script_enabled=False) as phone:
        page = phone.new_page()
        begin(open_pages, page)
        page.locator(".stop").nth(0).get_by_role("button", name="Tømt").click()
        expect(page.locator(".lead")).to_contain_text("Underveis: én tømt, 11 igjen")
