"""The pages say what needs a person, what the air is and which bins are full, to everyone, on every screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.reading import Reading
from storage.state.access import keys
from storage.state.ingest import latest
from tests.pages.axe import violations
from tests.pages.collecting import raise_trigger
from tests.pages.served import Pages, serve
from tests.pages.town import NOW, beat

pytestmark = pytest.mark.real("chromium")


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_sign_in_page_and_the_publics_page(guarded_pages: Pages, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/", "/om", "/sign-in"):
        page.goto(guarded_pages.url + path)
        assert violations(page) == [], path


def test_a_new_reading_arrives_without_loading_the_page_again(open_pages: Pages, page: Page) -> None:
    page.goto(f"{open_pages.url}/sensorer")
    page.evaluate("window.same = true")
    expect(page.locator("#live")).not_to_contain_text("77,7")
    with open_pages.state.begin() as connection:
        latest.put(connection, [(Reading("air-11", NOW, {"pm25": 77.7}), NOW)])
    expect(page.locator("#live tbody tr").first).to_contain_text("77,7 µg/m³")
    assert page.evaluate("window.same") is True


def test_updating_can_be_stopped_and_started(open_pages: Pages, page: Page) -> None:
    page.goto(f"{open_pages.url}/sensorer")
    page.get_by_role("link", name="Stans oppdatering").click()
    expect(page.get_by_text("Oppdatering er stanset.")).to_be_visible()
    assert page.locator("#live").get_attribute("hx-get") is None
    page.get_by_role("link", name="Start oppdatering").click()
    expect(page.get_by_role("link", name="Stans oppdatering")).to_be_visible()


def test_a_page_that_loses_the_service_says_that_its_figures_may_be_old_and_takes_it_back(open_pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO") as context:
        page = context.new_page()
        page.goto(f"{open_pages.url}/sensorer")
        expect(page.get_by_role("alert")).to_be_hidden()
        page.route("**/sensorer/siste?*", lambda route: route.abort())
        expect(page.get_by_role("alert")).to_contain_text("kan være utdaterte")
        page.unroute("**/sensorer/siste?*")
        expect(page.locator("#no-contact")).to_be_hidden()


def test_what_the_reader_has_opened_stays_open_while_the_page_updates(open_pages: Pages, page: Page) -> None:
    page.goto(f"{open_pages.url}/i-dag")
    page.locator("summary").click()
    page.evaluate("htmx.trigger('#now', 'every')")
    with page.expect_response(lambda answer: answer.url.endswith("/i-dag?lang=nb")):
        page.evaluate("htmx.ajax('GET', '/i-dag?lang=nb', {target: '#now', select: '#now', swap: 'outerMorph'})")
    expect(page.locator("details")).to_have_attribute("open", "")


def test_without_scripts_everything_is_there(open_pages: Pages, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, locale="nb-NO") as context:
        page = context.new_page()
        page.goto(f"{open_pages.url}/i-dag")
        page.get_by_role("link", name="Sensorer").click()
        expect(page.locator("#live tbody tr")).to_have_count(20)
        expect(page.get_by_text("Last siden på nytt")).to_be_visible()
        expect(page.get_by_role("link", name="Stans oppdatering")).to_be_hidden()
        page.get_by_role("link", name="Avfall").click()
        expect(page.locator("#bins tbody tr")).to_have_count(50)
        page.get_by_role("button", name="Neste").click()
        expect(page.get_by_role("navigation", name="Flere beholdere")).to_contain_text("51–100 av 200")
        expect(page.locator("#bins tbody tr")).to_have_count(50)


def test_the_language_follows_the_browser_and_the_readers_own_choice(open_pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(open_pages.url)
        expect(page.get_by_role("heading", level=1)).to_have_text("Low air pollution in the city now")
        page.get_by_role("link", name="Waste").click()
        page.goto(f"{open_pages.url}/avfall?lang=en&side=2")
        page.get_by_role("link", name="Norsk").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ingen beholdere må tømmes nå")
        expect(page.get_by_role("navigation", name="Flere beholdere")).to_contain_text("51–100 av 200")
        page.get_by_role("link", name="Luft").click()
        expect(page.locator("html")).to_have_attribute("lang", "nb")


def test_the_keyboard_reaches_the_content_first(open_pages: Pages, page: Page) -> None:
    page.goto(open_pages.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_an_empty_town_is_told_what_to_do(tmp_path: Path, page: Page) -> None:
    with serve(tmp_path, open_pages=True) as pages:
        with pages.state.begin() as connection:
            beat(connection)
        for path, advice in (
            ("/luft", "Ingen målesteder er registrert ennå"),
            ("/avfall", "Ingen beholdere er registrert ennå"),
            ("/sensorer", "Ingen målinger ennå"),
            ("/i-dag", "Ingen sensorer er registrert"),
        ):
            page.goto(pages.url + path)
            expect(page.get_by_text(advice)).to_be_visible()
            assert violations(page) == [], path
        page.goto("about:blank")


def test_a_part_of_the_service_that_has_stopped_is_told_first(open_pages: Pages, page: Page) -> None:
    with open_pages.state.begin() as connection:
        beat(connection, at=NOW - 3_600_000)
    page.goto(f"{open_pages.url}/i-dag")
    first = page.get_by_role("region", name="Må følges opp").get_by_role("heading", level=3).first
    expect(first).to_have_text("2 deler av tjenesten virker ikke")
    assert violations(page) == []


def test_a_person_signs_in_sees_all_and_signs_out(guarded_pages: Pages, browser: Browser) -> None:
    with guarded_pages.state.begin() as connection:
        token = keys.create(connection, "renholdsverket", ["pickups"], NOW)
    with browser.new_context(locale="nb-NO") as context:
        page = context.new_page()
        page.goto(guarded_pages.url)
        expect(page.get_by_role("link", name="Åsgårdveien")).to_contain_text("9,4 µg/m³")
        expect(page.get_by_role("link", name="Avfall")).to_have_count(0)
        assert context.cookies() == []
        page.get_by_role("link", name="Logg inn").first.click()
        page.get_by_label("Nøkkel").fill("bys_wrong_key")
        page.get_by_role("button", name="Logg inn").click()
        expect(page.get_by_role("alert")).to_contain_text("Nøkkelen er feil")
        assert violations(page) == []
        page.get_by_label("Nøkkel").fill(f" {token} ")
        page.get_by_role("button", name="Logg inn").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("ting må følges opp")
        page.get_by_role("link", name="Avfall").click()
        expect(page.get_by_role("region", name="Avfallsbeholdere")).to_be_visible()
        (cookie,) = context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"], token in cookie["value"]) == (True, "Lax", False)
        page.get_by_role("button", name="Logg ut").click()
        expect(page.get_by_role("link", name="Avfall")).to_have_count(0)
        assert context.cookies() == []


def test_an_open_page_is_sent_nothing_where_nothing_changed_and_its_bar_counts_what_did(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall?lang=nb")
    expect(page.get_by_role("link", name="Avfall 9 venter")).to_be_visible()
    with page.expect_response(lambda answer: "seen=" in answer.url) as unchanged:
        page.evaluate("htmx.trigger('#now', 'seen')")
    assert unchanged.value.status == 204
    raise_trigger(pages, "restavfall")
    with page.expect_response(lambda answer: "seen=" in answer.url) as changed:
        page.evaluate("htmx.trigger('#now', 'seen')")
    assert changed.value.status == 200
    expect(page.get_by_role("link", name="Avfall 14 venter")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(r"^Restavfall 5 "))).to_be_visible()
