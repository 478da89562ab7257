"""What a crew presses on its phone arrives once, at its own time, and is shown where it belongs."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.waste.routing.fleet import Capacity
from storage.state.waste import fleets, stop_events
from tests.pages.collecting import begin, raise_trigger
from tests.pages.served import Pages
from tests.pages.town import NOW

needs_chromium = pytest.mark.real("chromium")


@needs_chromium
def test_a_crew_ticks_stops_and_takes_one_back(pages: Pages, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    begin(pages, page)
    page.locator(".stop").nth(0).get_by_role("button", name="Tømt").click()
    expect(page.locator(".stop").nth(0)).to_contain_text("tømt")
    expect(page.locator(".lead")).to_contain_text("Underveis: 1 av")
    page.locator(".stop").nth(1).get_by_text("Ikke tømt").click()
    page.locator(".stop").nth(1).get_by_role("button", name="Kom ikke til").click()
    expect(page.locator(".stop").nth(1)).to_contain_text("ikke tømt: kom ikke til")
    page.locator(".stop").nth(0).get_by_role("button", name="Angre").click()
    page.wait_for_timeout(1100)  # a second press within a second is a glove's
    page.locator(".stop").nth(0).get_by_role("button", name="Tømt").click()
    expect(page.locator(".stop").nth(0)).to_contain_text("tømt")
    expect(page.locator(".lead")).to_contain_text("Underveis: 2 av")


@needs_chromium
def test_a_report_leaves_the_round_on_the_screen_and_the_keyboard_where_it_was(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO") as context:
        page = context.new_page()
        begin(pages, page)
        page.wait_for_function("!document.querySelector('#round').getAttribute('hx-trigger').includes('1s')")
        # Contact goes between the report with its answer and the page after it.
        page.evaluate(
            """() => {
                window.real = window.fetch
                window.fetch = (to, asked) => asked.method === "POST" ? window.real(to, asked) : Promise.reject(TypeError())
            }"""
        )
        page.locator("#stop-s2").get_by_role("button", name="Tømt").press("Enter")
        expect(page.locator("#stop-s2 .waiting")).to_be_hidden()
        expect(page.locator("#stop-s3").get_by_role("button", name="Tømt")).to_be_visible()
        page.evaluate("() => { window.fetch = window.real }")
        page.locator("#stop-s3").get_by_role("button", name="Tømt").press("Enter")
        expect(page.locator(".lead")).to_contain_text("Underveis: 2 av")
        expect(page.locator("#stop-s3")).to_be_focused()


@needs_chromium
def test_a_glove_that_presses_twice_takes_nothing_back(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        begin(pages, page)
        phone.set_offline(True)
        page.evaluate("""() => {
            document.querySelector("#stop-s1 .ds-button[value=emptied]").click()
            document.querySelector("#stop-s1 .waiting button").click()
        }""")
        expect(page.locator("#stop-s1")).to_contain_text("ikke sendt ennå")
        expect(page.locator("#stop-s1 .waiting")).to_be_visible()


@needs_chromium
def test_what_is_pressed_without_contact_is_sent_when_there_is_with_its_own_time(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        begin(pages, page)
        first, second = (page.locator(".stop").nth(n) for n in range(2))
        page.clock.set_fixed_time(0)  # the phone's clock is wrong
        phone.set_offline(True)
        first.get_by_role("button", name="Tømt").click()
        expect(first).to_contain_text("ikke sendt ennå")
        expect(page.get_by_text("Ingen dekning akkurat nå")).to_be_visible()
        second.get_by_role("button", name="Tømt").click()
        page.wait_for_timeout(1100)  # a second press within a second is a glove's
        second.locator(".waiting").get_by_role("button", name="Angre").click()
        expect(second.get_by_role("button", name="Tømt")).to_be_visible()
        page.clock.set_fixed_time(1800)
        phone.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator(".lead")).to_contain_text("Underveis: 1 av")
        expect(page.get_by_text("Ingen dekning akkurat nå")).to_be_hidden()
    with pages.state.read() as connection:
        (told,) = stop_events.between(connection, 0, NOW + 1)
    assert (told.type, told.time) == ("emptied", NOW - 1_800_000)


@needs_chromium
def test_what_waits_for_one_round_is_not_shown_on_another(pages: Pages, browser: Browser) -> None:
    raise_trigger(pages, "restavfall")
    with browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844}) as phone:
        page, other = phone.new_page(), phone.new_page()
        begin(pages, page)
        begin(pages, other)
        phone.set_offline(True)
        page.locator("#stop-s1").get_by_role("button", name="Tømt").click()
        expect(page.locator("#stop-s1")).to_contain_text("ikke sendt ennå")
        other.locator("#stop-s2").get_by_role("button", name="Tømt").click()
        expect(other.locator("#stop-s2")).to_contain_text("ikke sendt ennå")
        expect(other.locator("#stop-s1").get_by_role("button", name="Tømt")).to_be_visible()


@needs_chromium
def test_a_second_phone_sees_what_the_first_reported_and_keeps_what_it_has_not_sent(pages: Pages, page: Page, browser: Browser) -> None:
    begin(pages, page)
    with browser.new_context(locale="nb-NO") as context:
        second = context.new_page()
        second.clock.install()
        second.goto(page.url)
        second.route("**/stops/*", lambda route: route.abort())  # its reports get lost on the way, what it asks for comes
        third = second.locator("#stop-s3")
        third.get_by_role("button", name="Tømt").click()
        second.locator("#stop-s2").get_by_text("Ikke tømt").click()
        page.locator("#stop-s1").get_by_role("button", name="Tømt").click()
        expect(page.locator("#stop-s1")).to_have_attribute("data-state", "emptied")
        second.clock.fast_forward(31_000)
        expect(second.locator("#stop-s1")).to_have_attribute("data-state", "emptied")
        expect(second.locator(".lead")).to_contain_text("Underveis: 1 av")
        expect(third).to_contain_text("Tømt")
        expect(third).to_contain_text("ikke sendt ennå")
        expect(third.get_by_role("button", name="Tømt")).to_be_hidden()
        expect(second.locator("#stop-s2").get_by_role("button", name="Skadet")).to_be_visible()
        expect(second.get_by_text("Ingen dekning akkurat nå")).to_be_visible()


@needs_chromium
def test_a_truck_that_tips_twice_without_contact_has_tipped_twice(pages: Pages, browser: Browser) -> None:
    with pages.state.begin() as connection:
        fleet = fleets.current(connection)
        small = replace(fleet.vehicles[0], capacities={"papir": Capacity(litres=1500, kg=6000)})
        fleets.put(connection, replace(fleet, vehicles=(small,)), now=NOW)
    with browser.new_context(locale="nb-NO") as phone:
        page = phone.new_page()
        begin(pages, page)
        assert page.locator(".tip-row").count() >= 2
        phone.set_offline(True)
        for row in (0, 1):
            page.locator(".tip-row").nth(row).get_by_role("button", name="Bilen er tømt").click()
        phone.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.get_by_text("Bilen ble tømt:")).to_be_visible()
    with pages.state.read() as connection:
        assert [told.type for told in stop_events.between(connection, 0, NOW + 1)] == ["tipped", "tipped"]


@needs_chromium
def test_a_crew_says_that_the_truck_has_tipped(pages: Pages, page: Page) -> None:
    begin(pages, page)
    page.locator(".tip-row").last.get_by_role("button", name="Bilen er tømt").click()
    expect(page.get_by_text("Bilen ble tømt:")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("Underveis")


@needs_chromium
def test_a_report_that_the_service_does_not_take_is_said(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO") as phone:
        page = phone.new_page()
        begin(pages, page)
        page.clock.set_fixed_time(0)
        phone.set_offline(True)
        page.locator(".stop").nth(0).get_by_role("button", name="Tømt").click()
        page.clock.set_fixed_time(30 * 86_400)  # long before the round, as the phone has it
        phone.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.get_by_text("En melding ble avvist")).to_be_visible()
        expect(page.locator(".stop").nth(0).get_by_role("button", name="Tømt")).to_be_visible()


@needs_chromium
def test_without_scripts_a_crew_reports_too(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", java_script_enabled=False) as phone:
        page = phone.new_page()
        begin(pages, page)
        page.locator(".stop").nth(0).get_by_role("button", name="Tømt").click()
        expect(page.locator(".lead")).to_contain_text("Underveis: 1 av")
