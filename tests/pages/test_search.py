"""A place, bin or sensor is found from every page, with and without scripts."""

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.axe import violations
from tests.pages.served import Pages


@pytest.mark.real("chromium")
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_bin_is_found_by_its_address_and_seen_in_its_place(open_pages: Pages, page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{open_pages.url}/i-dag?lang=nb")
    if width == 390:
        page.get_by_role("button", name="Søk, språk og innlogging").click()
        assert violations(page) == []
    page.get_by_role("searchbox", name="Sted, beholder eller sensor").fill("kirkegata 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("treff på «kirkegata 1»")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("link", name="Kirkegata 1", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kirkegata 1")


@pytest.mark.real("chromium")
def test_it_works_without_scripts_in_english(open_pages: Pages, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{open_pages.url}/i-dag")
        page.get_by_role("button", name="Search, language and signing in").click()
        page.get_by_role("searchbox", name="Place, bin or sensor").fill("residual storgata")
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.get_by_role("region", name="Bins")).to_contain_text("residual waste")
        page.goto(f"{open_pages.url}/sok?q=nothing+like+it&lang=en")
        expect(page.get_by_role("heading", level=1)).to_have_text("No matches for “nothing like it”")


def test_the_public_finds_sites_and_nothing_else_and_markup_stays_text(guarded_pages: Pages) -> None:
    text = httpx.get(f"{guarded_pages.url}/sok?q=storgata").text
    assert 'href="/sted/site-00?lang=nb"' in text
    assert "bin-0" not in text
    assert "<script>x" not in httpx.get(f"{guarded_pages.url}/sok", params={"q": "<script>x"}).text
