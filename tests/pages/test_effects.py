"""The leader reads what a month saved, how it is reckoned, and prints it on one sheet."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.pages.effects_town import live_a_month
from tests.pages.served import Pages

pytestmark = pytest.mark.real("chromium")


def test_a_leader_reads_the_answer_and_how_it_is_reckoned_and_prints_it_on_one_a4(open_pages: Pages, page: Page) -> None:
    live_a_month(open_pages)
    page.goto(f"{open_pages.url}/i-dag")
    page.get_by_role("link", name="Effekt", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("40 timer spart siste 30 dager, mot dagens praksis")
    expect(page.get_by_role("row", name=re.compile("^Timer på rundene 1 time .*41 timer −98 % .*30 timer −97 % "))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Døgn over en grense i luften Vet ikke .* for lite data "))).to_be_visible()
    page.get_by_text("Hvordan er det regnet? Timer på rundene").click()
    expect(page.get_by_text("Dagens praksis er oppgitt: årsrapport 2025")).to_have_count(5)
    assert sheets(page) == 1
    page.get_by_role("link", name="Forrige måned").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For lite data til å si hva som er spart i oktober 2026")
    assert sheets(page) == 1


def sheets(page: Page) -> int:
    """Return how many sheets the page is on paper."""
    return len(re.findall(r"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True).decode("latin-1")))
