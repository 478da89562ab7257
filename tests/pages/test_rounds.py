"""From a trigger to a round that a crew ticks off on a phone."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.device import Bin
from domain.waste.routing.fleet import Fleet
from storage.state import registry
from storage.state.access import keys
from storage.state.waste import fleets, triggers
from tests.pages.axe import violations
from tests.pages.collecting import begin, let_watch_plan, propose, raise_trigger
from tests.pages.served import Pages
from tests.pages.town import NOW

needs_chromium = pytest.mark.real("chromium")


@needs_chromium
def test_a_trigger_is_planned_where_it_is_seen_and_its_route_comes_by_itself(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall")
    expect(page.get_by_role("heading", level=1)).to_contain_text("9 beholdere med papir trenger bil")
    begin(pages, page)
    expect(page.locator("h1")).to_contain_text("Runde")
    expect(page.get_by_role("region", name="Kart over ruten")).to_be_visible()
    assert page.locator(".stop").count() >= 9
    page.goto(f"{pages.url}/i-dag")
    expect(page.locator("#triggers .rounds")).to_contain_text(re.compile(r"Planlagt: starter .+ – papir, \d+ stopp med Tokammerbilen"))
    expect(page.get_by_role("button", name="Planlegg papir")).to_have_count(0)


@needs_chromium
@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("nb", 390, "light"), ("en", 390, "dark"), ("nb", 1280, "dark"), ("en", 1280, "light")]
)
def test_axe_finds_nothing_on_a_round_and_nothing_is_wider_than_the_screen(
    pages: Pages, page: Page, language: str, width: int, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    begin(pages, page, language)
    page.locator(".stop").nth(0).locator("summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert too_small(page) == []
    page.locator(".stop").nth(1).get_by_role("button").first.click()
    page.wait_for_selector(".stop[data-state=emptied]")
    page.goto(f"{pages.url}/avfall?lang={language}")
    assert violations(page) == []


@needs_chromium
def test_with_letters_twice_as_large_a_round_is_no_wider_than_the_smallest_phone(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", viewport={"width": 320, "height": 700}, bypass_csp=True) as context:
        page = context.new_page()
        begin(pages, page)
        page.add_style_tag(content="html { font-size: 200% }")
        page.locator(".stop").first.locator("summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320


@needs_chromium
@pytest.mark.parametrize("width", [1280, 320])
def test_names_of_a_hundred_letters_make_no_page_wider_than_the_screen(pages: Pages, page: Page, width: int) -> None:
    with pages.state.begin() as connection:
        fleet = fleets.current(connection)
        long = replace(fleet.vehicles[2], id="tokammerbil" + "l" * 53, name="Ø" * 100)
        fleets.put(connection, replace(fleet, vehicles=(long,)), now=NOW)
        for n in (1, 4, 7):
            known = registry.get(connection, Bin, f"bin-{n:03}", NOW)
            assert known
            registry.put(connection, replace(known, name="Ø" * 100, valid_from=NOW - 3_600_000))
    page.set_viewport_size({"width": width, "height": 900})
    begin(pages, page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.goto(f"{pages.url}/avfall?side=4")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def too_small(page: Page) -> list[str]:
    """Return what can be pressed in the round and is smaller than a thumb in a glove (44 px)."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll(":is(header, main) :is(a, button, summary)")]
            .filter((one) => one.checkVisibility() && !one.matches(".ds-skip-link, p a") && one.getBoundingClientRect().height < 44)
            .map((one) => one.textContent)"""
    )
    return found


@needs_chromium
@pytest.mark.parametrize(("language", "said"), [("nb", "beholdere: ingen bil er ledig"), ("en", "bins: no vehicle is available")])
def test_what_cannot_be_driven_is_said_in_the_reader_s_language(pages: Pages, page: Page, language: str, said: str) -> None:
    with pages.state.begin() as connection:
        fleets.put(connection, Fleet(), now=NOW)
    page.goto(f"{pages.url}/i-dag?lang={language}")
    propose(pages, page, language)
    expect(page.locator(".ds-alert").filter(has=page.locator("h2"))).to_contain_text(said)
    expect(page.get_by_text("distances are straight lines ×")).to_have_count(0)
    assert violations(page) == []


@needs_chromium
def test_a_round_prints_as_a_list_without_buttons(pages: Pages, page: Page) -> None:
    begin(pages, page)
    page.emulate_media(media="print")
    expect(page.locator(".stop").first).to_be_visible()
    expect(page.get_by_role("button", name="Tømt").first).to_be_hidden()
    expect(page.locator(".only-print")).to_contain_text(str(datetime.fromtimestamp(NOW / 1000, UTC).year))
    assert page.pdf()


@pytest.mark.parametrize(
    ("language", "must", "along", "shorter", "booked"),
    [
        (
            "nb",
            "5 beholdere må tømmes.",
            "til tas med",
            "Uten dem ville runden vært",
            "Restbil 1 var ikke ledig: Den kjører en annen runde",
        ),
        (
            "en",
            "5 bins must be emptied.",
            "more go along",
            "Without these, the round would be",
            "Residual waste truck 1 was not free: it drives another round",
        ),
    ],
)
def test_a_page_says_what_goes_along_and_which_vehicle_was_not_free(
    pages: Pages, language: str, must: str, along: str, shorter: str, booked: str
) -> None:
    raise_trigger(pages, "restavfall")
    with pages.state.begin() as connection:
        trigger = triggers.get(connection, "t-restavfall")
        assert trigger
        triggers.keep(connection, replace(trigger, id="t-other", area="north", bins=trigger.bins[:1]), new=True)
    with httpx.Client(base_url=pages.url, headers={"Origin": pages.url}, follow_redirects=True) as client:
        first = confirmed(pages, client, "t-restavfall", language)
        page = client.get(first.url).text
        assert must in page
        assert all(words in page for words in (along, shorter))
        assert "takes" not in page, "the note in English is not said a second time"
        page = confirmed(pages, client, "t-other", language).text
        assert booked in page
        assert f'href="{first.url.path}' in page


def confirmed(pages: Pages, client: httpx.Client, trigger: str, language: str) -> httpx.Response:
    """Propose a round for a trigger and confirm it as it is; return its page."""
    proposal = client.post(f"/runder/ny?lang={language}", data={"trigger": trigger})
    let_watch_plan(pages)
    shown = client.get(proposal.url).text
    chosen = {name: re.findall(rf'<select[^>]* name="{name}">.*?</select>', shown, re.DOTALL)[0] for name in ("truck", "day", "time")}
    fields = {name: (re.findall(r'value="([^"]*)" selected', select) or [""])[0] for name, select in chosen.items()}
    return client.post(proposal.url, data={"act": "confirm", **fields})


def test_only_a_key_for_pickups_may_plan_and_only_from_our_own_page(guarded_pages: Pages) -> None:
    raise_trigger(guarded_pages)
    with httpx.Client(base_url=guarded_pages.url, headers={"Origin": guarded_pages.url}) as client:
        assert client.post("/runder/ny", data={"trigger": "t1"}).status_code == 401
        assert "papir" not in client.get("/avfall").text
        with guarded_pages.state.begin() as connection:
            reading, collecting = (keys.create(connection, name, [name], NOW) for name in ("alerts", "pickups"))
        client.post("/sign-in", data={"key": reading})
        assert client.post("/runder/ny", data={"trigger": "t1"}).status_code == 403
        assert 'action="/runder/ny' not in client.get("/avfall").text
        client.post("/sign-in", data={"key": collecting})
        assert client.post("/runder/ny", data={"trigger": "t1"}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
        answer = client.post("/runder/ny", data={"trigger": "t1"})
        assert answer.status_code == 303
        again = client.post("/runder/ny", data={"trigger": "t1"})
        assert again.headers["location"] == answer.headers["location"], "pressed twice it is one proposal"
        let_watch_plan(guarded_pages)
        assert client.post(answer.headers["location"].split("?")[0] + "/stops/s1", data={"type": "eaten"}).status_code == 422
        assert client.get(answer.headers["location"].split("?")[0] + ".gpx").status_code == 200
        assert client.get("/runder/p-none").status_code == 404


def test_who_is_not_signed_in_is_told_so_in_their_language_with_the_way_there(guarded_pages: Pages) -> None:
    with httpx.Client(base_url=guarded_pages.url) as client:
        answer = client.get("/runder/p-1?lang=nb")
    assert answer.status_code == 401
    assert "Logg inn for å se dette" in answer.text
    assert 'href="/sign-in?lang=nb&amp;til=%2Frunder%2Fp-1%3Flang%3Dnb"' in answer.text
    assert "Sign in to see rounds" not in answer.text


def test_an_address_of_before_leads_to_its_page_and_a_report_that_a_phone_kept_arrives(guarded_pages: Pages) -> None:
    for method in ("GET", "POST"):
        answer = httpx.request(method, f"{guarded_pages.url}/rounds/p-1/stops/s1?lang=en")
        assert (answer.status_code, answer.headers["location"]) == (308, "/runder/p-1/stops/s1?lang=en")
