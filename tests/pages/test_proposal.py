"""Before a round is planned an operator sees it, takes bins off and adds some, chooses truck and time, and confirms."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.device import Bin
from storage.state import registry
from storage.state.waste import stop_events, work_items
from tests.pages.axe import violations
from tests.pages.collecting import let_watch_plan, propose, raise_trigger
from tests.pages.served import Pages
from tests.pages.town import NOW

pytestmark = pytest.mark.real("chromium")
TOMORROW = datetime.fromtimestamp(NOW / 1000 + 86_400, UTC).date().isoformat()


def again(pages: Pages, page: Page, button: str = "Regn ut på nytt") -> None:
    """Press a button that plans again, and wait for the proposal."""
    page.get_by_role("button", name=button).click()
    let_watch_plan(pages)
    page.get_by_role("button", name="Planlegg runden").wait_for()


def counts(page: Page) -> tuple[int, int]:
    """Return how many must be emptied and how many go along, as the headline says."""
    found = re.fullmatch(r"(\d+) må \+ (\d+) tas med = (\d+) stopp", page.locator("h1").inner_text())
    assert found
    must, along, stops = map(int, found.groups())
    assert must + along == stops
    return must, along


def test_an_operator_goes_from_what_waits_to_a_round_of_only_what_must(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/runder")
    expect(page.get_by_role("heading", name="Ingen runder er planlagt")).to_be_visible()
    page.get_by_role("link", name="Ny runde").click()
    page.get_by_role("link", name="Planlegg papir").click()
    expect(page.get_by_role("heading", name="9 beholdere med papir må tømmes")).to_be_visible()
    page.get_by_role("button", name="Vis forslag").click()
    expect(page.get_by_role("heading", name="Regner ut runden …")).to_be_visible()
    let_watch_plan(pages)
    page.get_by_role("button", name="Planlegg runden").wait_for()
    must, along = counts(page)
    assert must == 9
    expect(page.get_by_text(f"Uten de {along}: 9 stopp,")).to_be_visible()
    expect(page.get_by_text(re.compile(rf"{along} ligger på veien|ville snart kalt"))).to_be_visible()
    again(pages, page, "Ta bare dem som må")
    expect(page.get_by_role("heading", name="9 beholdere må tømmes: 9 stopp")).to_be_visible()
    expect(page.get_by_role("heading", name=f"{along} er tatt av")).to_be_visible()
    page.get_by_role("button", name="Planlegg runden").click()
    expect(page.locator("h1")).to_contain_text("Runden starter i morgen 06:00 med Tokammerbil")
    assert page.locator(".stop").count() == 9
    page.get_by_role("link", name="Alle runder").click()
    expect(page.get_by_role("heading", name="Én runde er planlagt")).to_be_visible()


def test_a_bin_is_taken_off_and_another_added_before_anything_is_planned(pages: Pages, page: Page) -> None:
    far = Bin(id="far", name="Fjellveien 7", lat=59.31, lon=10.4, fraction="papir", capacity_l=140, valid_from=NOW - 3_600_000)
    with pages.state.begin() as connection:
        registry.put(connection, far)
    page.goto(f"{pages.url}/avfall")
    propose(pages, page)
    again(pages, page, "Ta bare dem som må")
    off = page.get_by_role("region", name="9 må tømmes").get_by_role("checkbox").first
    name = off.locator("xpath=following-sibling::span[1]").inner_text().split(". ")[1]
    off.uncheck()
    page.get_by_label("Legg til beholder").fill("fjell 7")
    with page.expect_navigation():
        page.get_by_label("Legg til beholder").press("Enter")
    let_watch_plan(pages)
    page.reload()
    expect(page.get_by_role("heading", name="8 beholdere må tømmes: 8 stopp")).to_be_visible()
    page.get_by_text("Vis dem").click()
    expect(page.get_by_role("checkbox", name=re.compile(f"^{name}"))).not_to_be_checked()
    page.get_by_role("region", name=re.compile("passer med «fjell 7»")).get_by_role("checkbox", name="Fjellveien 7").check()
    again(pages, page)
    expect(page.get_by_role("heading", name="9 beholdere må tømmes: 9 stopp")).to_be_visible()
    expect(page.get_by_role("region", name="9 må tømmes")).to_contain_text("Fjellveien 7")


def test_who_confirms_with_changes_sees_them_first(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall")
    propose(pages, page)
    page.get_by_role("region", name="9 må tømmes").get_by_role("checkbox").first.uncheck()
    again(pages, page, "Planlegg runden")
    expect(page.get_by_text("Endringene er regnet inn. Se over")).to_be_visible()
    assert counts(page)[0] == 8


def test_a_proposal_that_another_has_overtaken_says_so_before_anybody_confirms_it(pages: Pages, page: Page) -> None:
    first, second = (propose_at(pages, page) for _ in range(2))
    assert first != second
    page.get_by_role("button", name="Planlegg runden").click()
    expect(page.locator("h1")).to_contain_text("Runden starter")
    page.goto(first)
    expect(page.get_by_role("alert")).to_contain_text("Noen andre har allerede planlagt en runde for dette")
    expect(page.get_by_role("button", name="Planlegg runden")).to_have_count(0)
    page.get_by_role("link", name="Se den runden").click()
    assert page.url == second


def propose_at(pages: Pages, page: Page) -> str:
    """Propose a round from the waste page and return its address."""
    page.goto(f"{pages.url}/avfall")
    propose(pages, page)
    page.get_by_role("button", name="Planlegg runden").wait_for()
    return page.url


def test_a_truck_that_is_booked_then_is_refused_unless_somebody_insists(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO") as context:  # the fixture's page minds an answer of 409
        refuse_a_booked_truck(pages, context.new_page())


def refuse_a_booked_truck(pages: Pages, page: Page) -> None:
    raise_trigger(pages, "restavfall")
    for trigger in ("papir", "restavfall"):
        page.goto(f"{pages.url}/runder/ny")
        page.get_by_role("link", name=f"Planlegg {trigger}").click()
        page.get_by_role("button", name="Vis forslag").click()
        let_watch_plan(pages)
        again(pages, page, "Ta bare dem som må")
        page.get_by_role("button", name="Planlegg runden").click()
        page.get_by_role("link", name="Endre runden").wait_for()
    page.goto(f"{pages.url}/runder/ny?fraction=restavfall")
    expect(page.get_by_role("heading", name="Ingen beholdere med restavfall må tømmes nå")).to_be_visible()
    page.get_by_label("Bil", exact=True).select_option("restbil-1")
    page.get_by_label("Dag").select_option(TOMORROW)
    page.get_by_label("Avgang").select_option("06:00")
    page.get_by_role("button", name="Vis forslag").click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("Bilen er opptatt da")
    expect(refusal).to_contain_text("Restbil 1 kjører en annen runde i morgen 06:00–")
    assert page.get_by_label("Bil", exact=True).input_value() == "restbil-1"
    assert violations(page) == []
    page.get_by_label("Sett opp bilen likevel").check()
    page.get_by_role("button", name="Vis forslag").click()
    page.wait_for_url("**/runder/p-*")
    let_watch_plan(pages)
    page.reload()
    expect(page.locator("h1")).to_contain_text("tas med")
    expect(page.get_by_text("Restbil 1 er satt opp på to runder samtidig")).to_be_visible()
    expect(page.get_by_label("Sett opp bilen likevel")).to_be_checked()
    page.get_by_role("button", name="Planlegg runden").click()
    expect(page.locator("h1")).to_contain_text("Runden starter i morgen 06:00 med Restbil 1")


def test_a_round_is_changed_and_called_off_with_a_question_before(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall")
    propose(pages, page)
    again(pages, page, "Ta bare dem som må")
    page.get_by_role("button", name="Planlegg runden").click()
    page.get_by_role("link", name="Endre runden").click()
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Endre runden").click()
    let_watch_plan(pages)
    expect(page.locator(".stop")).to_have_count(8)
    page.get_by_role("link", name="Avlys runden").click()
    expect(page.get_by_role("heading", name="Avlyse runden?")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Avlys runden").click()
    expect(page.get_by_role("heading", name="Runden er avlyst")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Runden er avlyst")).to_be_visible()
    page.goto(f"{pages.url}/runder/ny")
    expect(page.get_by_text("9 beholdere (papir) må tømmes")).to_be_visible()


def test_what_could_not_be_emptied_is_shown_with_what_becomes_of_it_and_settled(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall")
    propose(pages, page)
    again(pages, page, "Ta bare dem som må")
    page.get_by_role("button", name="Planlegg runden").click()
    page.locator(".stop").nth(0).get_by_text("Ikke tømt").click()
    page.locator(".stop").nth(0).get_by_role("button", name="Skadet").click()
    page.wait_for_selector("#stop-s1[data-state=could_not], .stop[data-state=could_not]")
    let_watch_follow(pages)
    page.reload()
    part = page.get_by_role("region", name="Én kunne ikke tømmes")
    expect(part).to_contain_text("skadet 14:45")
    expect(part).to_contain_text("Venter på at noen ser på den")
    part.get_by_text("Avgjør").click()
    assert violations(page) == []
    part.get_by_label("Hva ble gjort?").fill("Nytt lokk")
    part.get_by_role("button", name="Utført").click()
    expect(part).to_contain_text("Utført av kontoret")
    expect(part).to_contain_text("«Nytt lokk»")


def let_watch_follow(pages: Pages) -> None:
    """Raise the work item that watch raises of a report."""
    with pages.state.begin() as connection:
        for event in stop_events.between(connection, NOW - 60_000, NOW + 60_000):
            if event.bin_id and event.reason == "damaged":
                work_items.raise_(connection, event.bin_id, "damaged", event.time, NOW)


def test_without_scripts_a_round_is_proposed_changed_and_planned_too(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{pages.url}/runder/ny?trigger=t1")
        page.get_by_role("button", name="Vis forslag").click()
        let_watch_plan(pages)
        page.get_by_role("button", name="Planlegg runden").wait_for()  # the page asks again by itself
        again(pages, page, "Ta bare dem som må")
        page.get_by_role("button", name="Planlegg runden").click()
        expect(page.locator(".stop")).to_have_count(9)


@pytest.mark.parametrize(("language", "width", "scheme"), [("nb", 390, "light"), ("en", 390, "dark"), ("nb", 1280, "dark")])
def test_axe_finds_nothing_on_the_pages_of_a_proposal(pages: Pages, page: Page, language: str, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{pages.url}/avfall?lang={language}")
    propose(pages, page, language)
    address = page.url
    for path in (address, f"{address}&q=skole", f"{pages.url}/runder?lang={language}", f"{pages.url}/runder/ny?lang={language}&trigger=t1"):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_with_letters_twice_as_large_a_proposal_is_no_wider_than_the_smallest_phone(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", viewport={"width": 320, "height": 700}, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{pages.url}/avfall")
        propose(pages, page)
        page.add_style_tag(content="html { font-size: 200% }")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
