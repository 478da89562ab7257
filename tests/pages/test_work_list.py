"""The work list says what somebody has to go and see to, what was seen, and what "done" does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.transition import Transition
from domain.duration import DAY, HOUR
from domain.reading import Reading
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from domain.waste.rounds.stop_state import StopEvent
from storage.state.access import keys
from storage.state.alerts import alerts
from storage.state.ingest import latest, proposals
from storage.state.ingest.proposals import Proposal
from storage.state.waste import bin_states, emptyings, stop_events, work_items
from storage.state.waste.emptyings import Emptying
from storage.state.waste.work_items import WorkItem
from tests.bin_judge import RULES
from tests.pages.axe import COLOURS, violations
from tests.pages.served import Pages
from tests.pages.town import MINUTE, NOW

pytestmark = pytest.mark.real("chromium")
REPORTED = NOW - 6 * HOUR - 26 * MINUTE  # 08:19
# Only a page's colours change with the scheme.
RULES_OF_SCHEME: Mapping[Literal["light", "dark"], Sequence[str]] = {"light": (), "dark": COLOURS}
_SILENT = Member(severity="warning", value=4.0, start=NOW - 3 * HOUR, end=NOW, fresh_until=NOW)
GATEWAY = Alert(
    id="gateway", threshold_id="device-silent", kind="device", parameter="silence", averaging="instant", limit=3.0, severity="warning",
    subject=Subject(type="area", id="all"), member_type="device", raised_at=NOW - HOUR,
    members=dict.fromkeys(("air-00", "air-01", "air-02"), _SILENT),
)  # fmt: skip


def fill_town(pages: Pages) -> None:
    """Let each kind of work wait in the town, and one matter be settled."""
    full = LevelEstimate(level=96.4, time=NOW - 5 * MINUTE, last_seen=NOW - 5 * MINUTE, confirmed=True)
    tilted = LevelEstimate(level=62.0, time=NOW - 26 * HOUR, last_seen=NOW - MINUTE, fault="tilted", fault_count=9)
    seen = Emptying(
        bin_id="bin-007", time=NOW - 8 * HOUR, known_at=NOW - 8 * HOUR, status="detected", before=88.0, after=3.0,
        evidence=("drop",), confidence=0.9,
    )  # fmt: skip
    with pages.state.begin() as connection:
        work_items.raise_(connection, "bin-008", "not_found", NOW - 3 * DAY, NOW - 3 * DAY)
        (item,) = work_items.page(connection)
        work_items.done(connection, item.id, by="kari", note="Sto bak bua", now=NOW - DAY)
        states = {"bin-003": full, "bin-006": tilted}
        bin_states.put(connection, [(replace(unknown_bin(name, RULES), estimate=estimate), None) for name, estimate in states.items()])
        event = StopEvent(type="could_not", time=NOW - 2 * HOUR, stop_id="s1", bin_id="bin-004", reason="damaged", note="Lokket er borte")
        stop_events.add(connection, "p", event, now=NOW)
        emptyings.put(connection, [seen])
        work_items.raise_(connection, "bin-003", "visited_not_emptied", REPORTED, NOW)
        work_items.raise_(connection, "bin-004", "damaged", NOW - 2 * HOUR, NOW)
        work_items.raise_(connection, "bin-005", "could_not_reach", NOW - HOUR, NOW)
        work_items.raise_(connection, "bin-007", "emptied_without_visit", NOW - 8 * HOUR, NOW)
        alerts.keep(connection, Transition(GATEWAY, "raised", GATEWAY.raised_at))
        latest.put(connection, [(Reading("level-199", NOW - 20 * HOUR, {"distance": 500.0, "battery": 3.1}), NOW - 20 * HOUR)])
        proposals.add(connection, [Proposal(id="ny-1", kind="air", topic="t", first_seen=NOW - HOUR, last_seen=NOW - MINUTE, messages=4)])


def settled(pages: Pages) -> WorkItem:
    """Return the item that was settled last."""
    with pages.state.read() as connection:
        return work_items.done_since(connection, NOW - MINUTE)[0]


def test_each_line_says_where_since_when_and_what_was_seen_the_most_urgent_kind_first(open_pages: Pages, page: Page) -> None:
    fill_town(open_pages)
    page.goto(f"{open_pages.url}/sensorer")
    page.get_by_role("link", name="Arbeidsliste: 11 saker venter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("11 saker venter på noen")
    assert page.get_by_role("heading", level=2).all_inner_texts() == [
        "Meldt tømt, men sensoren sier imot",
        "Kunne ikke tømmes (2)",
        "Sensoren gir ikke noe nivå",
        "Stille sensorer (8)",
        "Tømt uten at noen har meldt fra",
    ]
    expect(page.get_by_role("region", name="sensoren sier imot")).to_contain_text(
        "Kirkegata 1 Meldt tømt 08:19 Sensoren viser 96 % (14:40)."
    )
    expect(page.get_by_role("region", name="Kunne ikke tømmes")).to_contain_text("Møllegata 1 Meldt skadet 12:45 «Lokket er borte»")
    expect(page.get_by_role("region", name="ikke noe nivå")).to_contain_text("Havnegata 1 Sensoren ligger på siden")
    expect(page.get_by_role("region", name="ikke noe nivå")).to_contain_text("Siste nivå: 62 % i går 12:45.")
    expect(page.get_by_role("region", name="Stille")).to_contain_text("3 sensorer ble stille samtidig: trolig én gateway eller strømmen")
    expect(page.get_by_role("region", name="uten at noen")).to_contain_text(
        "Skolebakken 1 Sensoren så den tømt 06:45 Nivået falt fra 88 % til 3 %"
    )
    page.get_by_role("link", name="Kirkegata 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kirkegata 1")


def test_done_takes_an_optional_note_says_what_it_does_and_leads_back_to_where_one_was(open_pages: Pages, page: Page) -> None:
    fill_town(open_pages)
    page.goto(f"{open_pages.url}/sensorer/arbeid")
    region = page.get_by_role("region", name="Kunne ikke tømmes")
    first, second = region.get_by_role("listitem").filter(has_text="Møllegata"), region.get_by_role("listitem").filter(has_text="Farmanns")
    expect(first.get_by_role("button", name="Utført")).to_have_accessible_description(
        "Utført lukker saken. Beholderen kan planlegges som før, og den kaller på bil når den trenger det. "
        "Ny sak kommer hvis et mannskap melder fra igjen."
    )
    first.get_by_label("Merknad (valgfri)").fill("Nytt lokk")
    first.get_by_role("button", name="Utført").click()
    expect(first).to_have_count(0)
    assert page.url.partition("#")[2] == second.get_attribute("id")
    assert (settled(open_pages).bin_id, settled(open_pages).by, settled(open_pages).note) == ("bin-004", "office", "Nytt lokk")
    second.get_by_role("button", name="Utført").click()
    expect(region).to_have_count(0)
    assert settled(open_pages).note is None
    page.get_by_text("Utført de siste 7 dagene: 3 saker").click()
    expect(page.get_by_text("Utført av kontoret 14:45. «Nytt lokk»")).to_be_visible()
    expect(page.get_by_text("Utført av kari i går 14:45. «Sto bak bua»")).to_be_visible()


@pytest.mark.parametrize("path", ["/sensorer/arbeid", "/sensorer"])
def test_who_sees_to_silent_sensors_is_said_by_name_where_it_was_asked(open_pages: Pages, page: Page, path: str) -> None:
    fill_town(open_pages)
    page.goto(f"{open_pages.url}{path}")
    outage = page.get_by_role("listitem").filter(has_text="3 sensorer ble stille samtidig")
    outage.get_by_role("button", name="Jeg tar saken").click()
    expect(outage).to_contain_text("Saken er tatt av kontoret.")
    assert page.url == f"{open_pages.url}{path}?lang=nb#alert-gateway"
    outage.get_by_text("Vis de 3 sensorene").click()
    expect(outage.get_by_role("listitem")).to_have_count(3)


def test_the_sensors_page_answers_first_and_groups_what_is_silent_new_and_rejected(open_pages: Pages, page: Page) -> None:
    fill_town(open_pages)
    page.goto(f"{open_pages.url}/sensorer")
    expect(page.get_by_role("heading", level=1)).to_have_text("8 av 230 sensorer er stille")
    silent = page.get_by_role("region", name="8 sensorer har sluttet å sende")
    expect(silent).to_contain_text("3 sensorer ble stille samtidig")
    expect(silent).to_contain_text("Nivåmåler level-199, Skolebakken 17 stille siden i går 18:45, batteri 3,10 V")
    expect(page.get_by_role("region", name="Én ny sensor sender")).to_contain_text("ny-1 4 meldinger, sist 14:44")
    expect(page.get_by_text("3 meldinger kunne ikke brukes")).to_be_visible()


@pytest.mark.parametrize("language", ["nb", "en"])
def test_axe_finds_nothing_with_all_unfolded_and_one_action_is_primary(open_pages: Pages, page: Page, language: str) -> None:
    fill_town(open_pages)
    for path in ("/sensorer/arbeid", "/sensorer"):
        page.goto(f"{open_pages.url}{path}?lang={language}")
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        assert page.locator("main .ds-button:not([data-variant])").count() == 1, path
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
            for scheme, rules in RULES_OF_SCHEME.items():
                page.emulate_media(color_scheme=scheme)
                assert violations(page, rules) == [], (path, width, scheme)


def test_in_english_it_says_the_same(open_pages: Pages, page: Page) -> None:
    fill_town(open_pages)
    page.goto(f"{open_pages.url}/sensorer/arbeid?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("11 matters wait for somebody")
    expect(page.get_by_role("region", name="the sensor denies it")).to_contain_text("Reported emptied 08:19 The sensor shows 96 % (14:40).")
    expect(page.get_by_role("button", name="Done Kirkegata 1")).to_be_visible()


def test_it_works_without_scripts_in_the_name_of_who_signed_in(guarded_pages: Pages, browser: Browser) -> None:
    fill_town(guarded_pages)
    with guarded_pages.state.begin() as connection:
        token = keys.create(connection, "renholdsverket", ["pickups"], NOW)
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        page.goto(f"{guarded_pages.url}/sign-in")
        page.get_by_label("Key").fill(token)
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{guarded_pages.url}/sensorer/arbeid")
        page.get_by_role("button", name="Done Kirkegata 1").click()
        expect(page.get_by_role("region", name="the sensor denies it")).to_have_count(0)
    assert settled(guarded_pages).by == "renholdsverket"


def test_a_key_without_the_scope_sees_the_list_and_closes_nothing(guarded_pages: Pages) -> None:
    fill_town(guarded_pages)
    with guarded_pages.state.begin() as connection:
        token = keys.create(connection, "looker", ["alerts"], NOW)
    with httpx.Client(base_url=guarded_pages.url, headers={"Origin": guarded_pages.url}) as client:
        assert client.get("/sensorer/arbeid").status_code == 401
        client.post("/sign-in", data={"key": token})
        page = client.get("/sensorer/arbeid").text
        assert ("Kirkegata 1" in page, "Merknad" in page) == (True, False)
        assert client.post("/sensorer/arbeid/2", data={"note": "x"}).status_code == 403


@pytest.mark.parametrize("address", ["/sensorer/arbeid/2", "/runder/p/arbeid/2"])
@pytest.mark.parametrize("note", ["a\u202eb", "x" * 501])
def test_a_note_that_the_api_refuses_is_refused_here_too_and_closes_nothing(open_pages: Pages, address: str, note: str) -> None:
    fill_town(open_pages)
    with httpx.Client(base_url=open_pages.url, headers={"Origin": open_pages.url}) as client:
        answer = client.post(address, data={"note": note})
    assert (answer.status_code, "A note is one line" in answer.text) == (422, True)
    with open_pages.state.read() as connection:
        assert [item.note for item in work_items.page(connection, is_open=False)] == ["Sto bak bua"]


def test_an_item_that_there_is_not_is_refused(open_pages: Pages) -> None:
    answer = httpx.post(f"{open_pages.url}/sensorer/arbeid/999", headers={"Origin": open_pages.url})
    assert answer.status_code == 404


def test_the_bar_counts_no_work_about_a_bin_that_is_gone(open_pages: Pages, page: Page) -> None:
    page.goto(f"{open_pages.url}/i-dag")
    before = page.get_by_role("link", name="I dag").inner_text()
    with open_pages.state.begin() as connection:
        work_items.raise_(connection, "gone", "damaged", NOW, NOW)
    page.goto(f"{open_pages.url}/i-dag")
    expect(page.get_by_role("link", name="I dag")).to_have_text(before, use_inner_text=True)
    with open_pages.state.begin() as connection:
        work_items.raise_(connection, "bin-001", "damaged", NOW, NOW)
    page.goto(f"{open_pages.url}/i-dag")
    expect(page.get_by_role("link", name="I dag")).not_to_have_text(before, use_inner_text=True)
