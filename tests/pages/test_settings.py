"""Somebody chooses on a phone who gets what, tries whether it arrives, and states today's practice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from config.sections.alert_settings import Alerts, Smtp
from tests.pages.served import Pages
from tests.pages.town import NOW
from tests.unit.watch.notify.receiving import mail_server
from watch.notify.channels import Channels
from watch.notify.sender import Sender

pytestmark = pytest.mark.real("chromium")


@pytest.fixture
def refused_page(browser: Browser) -> Iterator[Page]:
    """A page that may be told that a form is wrong, which a browser complains of."""
    with browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844}) as context:
        yield context.new_page()


def test_a_person_is_chosen_tried_and_changed_by_visible_words(open_pages: Pages, refused_page: Page) -> None:
    page = refused_page
    page.goto(f"{open_pages.url}/i-dag")
    page.get_by_role("link", name="Innstillinger").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ingen får varsler ennå")
    page.get_by_role("link", name="Legg til en person").click()
    page.get_by_label("Navn").fill("Kari Nordmann")
    page.get_by_label("E-post").fill("kari@kommune.example")
    page.get_by_label("Luft").check()
    page.get_by_label("Effekten hver måned").check()
    page.get_by_label("Hvor alvorlige").select_option("Bare kritiske")
    page.get_by_label("Bare disse stedene").fill("Torget\nNowhere")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Ingen, eller flere, heter Nowhere.")).to_be_visible()
    page.get_by_label("Bare disse stedene").fill("Torget")
    page.get_by_role("button", name="Lagre").click()
    row = page.get_by_role("region", name="Hvem som varsles").get_by_role("listitem")
    expect(row).to_contain_text("Bare kritiske: luft · bare ett sted · effekten hver måned")
    expect(row).to_contain_text("Ikke sendt noe ennå")
    with mail_server() as (port, mails):
        page.get_by_role("button", name="Send en prøve Kari Nordmann").click()
        expect(page.get_by_role("status")).to_contain_text("Prøven til Kari Nordmann er på vei")
        let_watch_send(open_pages, port)
        assert [mail["To"] for mail in mails] == ["kari@kommune.example"]
    page.reload()
    expect(row).to_contain_text("Sist sendt 14:45")
    page.get_by_role("link", name="Endre Kari Nordmann").click()
    page.get_by_text("Fjern personen").click()
    page.get_by_role("button", name="Fjern nå").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ingen får varsler ennå")
    expect(page.get_by_text("Kari Nordmann ble fjernet som mottaker (av ")).to_be_visible()


def test_a_leader_states_todays_practice_where_the_effects_lack_it(open_pages: Pages, refused_page: Page) -> None:
    page = refused_page
    page.goto(f"{open_pages.url}/effekt")
    page.get_by_role("link", name="Oppgi dagens praksis og mål").click()
    hours = page.get_by_role("group", name="Timer på rundene")
    hours.get_by_label("I et år").fill("4 100")
    page.get_by_role("button", name="Lagre").click()
    expect(hours.get_by_text("Skriv et tall, hvor det er fra")).to_be_visible()
    hours.get_by_label("Hvor tallet er fra").fill("timelister")
    hours.get_by_label("Gjelder per").fill("2025-12-31")
    hours.get_by_label("Mål: endring i prosent").fill("−20")
    hours.get_by_label("Innen").fill("2027-12-31")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Timer på rundene: 4 100 i året")).to_be_visible()
    page.get_by_role("link", name="Effekt", exact=True).click()
    expect(
        page.get_by_role("row", name=re.compile("^Timer på rundene Vet ikke .*for lite data.*−20 % innen 31. desember 2027"))
    ).to_be_visible()


def let_watch_send(pages: Pages, port: int) -> None:
    """Let watch do what it does within a second."""
    channels = Channels(Alerts(smtp=Smtp(port=port)), lambda: NOW)
    sender = Sender(pages.state, channels.now, lambda: True, wall=lambda: NOW)
    for _ in range(2):
        sender.step(sender.deliver)
