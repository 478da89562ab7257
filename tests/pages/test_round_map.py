"""The map of a round holds what its list holds: for the office, before it is a round, and on the driver's phone without contact."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.axe import violations
from tests.pages.collecting import propose
from tests.pages.driving import link_to, plan_round, ready
from tests.pages.maps import drawn, facts, tap
from tests.pages.served import Pages
from tests.real_parts.process import wait_until

pytestmark = pytest.mark.real("chromium")
ROWS = """list => [...list.querySelectorAll(":scope [data-lat]")].filter((row) => !row.closest(".list-map")).map(
    ({ dataset: { lat, lon, kind = "stop", order = "", state = "planned", current } }) =>
        ({ lat: Number(lat), lon: Number(lon), kind, order, state, isCurrent: current !== undefined }))"""


def rows(page: Page, selector: str) -> list[dict[str, Any]]:
    """Return what the list says of each visit, as its map should."""
    found: list[dict[str, Any]] = page.locator(selector).evaluate(ROWS)
    return found


@pytest.mark.parametrize(("width", "language"), [(390, "nb"), (1280, "en")])
def test_the_office_sees_a_proposal_and_its_round_on_a_map(pages: Pages, page: Page, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{pages.url}/avfall?lang={language}")
    propose(pages, page, language)
    drawn(page, len(rows(page, "#picks")))
    assert facts(page) == rows(page, "#picks")
    assert violations(page) == []
    begin_text = "Planlegg runden" if language == "nb" else "Plan the round"
    page.get_by_role("button", name=begin_text).click()
    page.wait_for_selector(".stop")
    stops = rows(page, "#stops-1")
    drawn(page, len(stops))
    assert [stop["order"] for stop in stops if stop["kind"] == "stop"] == [str(n) for n in range(1, page.locator(".stop").count() + 1)]
    assert facts(page) == stops
    page.get_by_role("button", name="Tømt" if language == "nb" else "Emptied").first.click()
    page.wait_for_selector(".stop[data-state=emptied]")
    emptied = rows(page, "#stops-1")
    assert facts(page) == emptied, "the map follows the list in place"
    assert [stop["order"] for stop in emptied if stop["state"] == "emptied"] == ["1"]
    tap(page, stops[0]["lat"], stops[0]["lon"])
    name = page.locator(".stop strong").first.inner_text()
    expect(page.locator(".leaflet-popup")).to_contain_text(name)
    expect(page.locator(".leaflet-popup")).to_contain_text("tømt" if language == "nb" else "emptied")
    expect(page.locator(".leaflet-popup")).to_have_css("opacity", "1")  # it fades in, and what is half there has no contrast
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_drivers_map_is_loaded_when_it_is_asked_for_and_works_without_contact(
    open_pages: Pages, browser: Browser, tmp_path: Path
) -> None:
    town = tmp_path / "town-map.json"
    town.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    object.__setattr__(open_pages.app.state.services.settings.pages, "town_map", town)
    link = link_to(open_pages, plan_round(open_pages))
    with browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(link)
        ready(page)
        assert page.evaluate("typeof L") == "undefined", "a page whose map nobody opens runs without it"
        is_kept = "caches.match(mapFiles.at(-1), { ignoreVary: true }).then(Boolean)"
        wait_until(lambda: page.evaluate(is_kept), "the map's files were kept", 30)
        context.set_offline(True)
        page.reload()
        page.wait_for_selector("body[data-ready]")
        page.locator("#next").get_by_role("button", name="Tømt", exact=True).click()
        page.get_by_role("link", name="Kart", exact=True).click()
        drawn(page, 13)
        expect(page.get_by_text("Bakgrunnskartet svarer ikke. Stoppene vises likevel.")).to_be_visible()
        assert facts(page) == rows(page, "#visits")
        first = facts(page)[0]
        assert (first["order"], first["state"]) == ("1", "emptied")
        assert violations(page) == []
        second = facts(page)[1]
        tap(page, second["lat"], second["lon"])
        popup = page.locator(".leaflet-popup")
        name = page.locator("#visits .visit .name").nth(1).text_content()
        expect(popup).to_contain_text(f"2{name}")
        context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.get_by_text("Bakgrunnskartet svarer ikke")).to_be_hidden()
        popup.get_by_role("link").click()
        expect(page.locator("#next .name")).to_have_text(name or "")


def test_without_scripts_there_is_no_empty_map_but_the_list(open_pages: Pages, browser: Browser) -> None:
    link = link_to(open_pages, plan_round(open_pages))
    with browser.new_context(locale="nb-NO", java_script_enabled=False) as context:
        page = context.new_page()
        for address in (f"{link}?vis=kart", f"{open_pages.url}/avfall"):
            page.goto(address)
            expect(page.locator(".map-frame")).to_be_hidden()
            expect(page.get_by_text("Kartet trenger skript i nettleseren. Listen viser det samme.")).to_be_visible()
