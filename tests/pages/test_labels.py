"""Labels are printed one by one or eight a sheet, for the bins that one chooses, and say when no phone gets by their codes."""

from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.pages.served import Pages
from tests.pages.test_first_page import violations

needs_chromium = pytest.mark.real("chromium")
A4 = (210, 297)


def sheets_of(page: Page) -> list[tuple[int, ...]]:
    """Return each printed page's sides, millimetres."""
    paper = page.pdf(prefer_css_page_size=True).decode("latin-1")
    return [tuple(round(float(side) / 72 * 25.4) for side in box.split("]")[0].split()[2:]) for box in paper.split("/MediaBox [")[1:]]


@needs_chromium
@pytest.mark.parametrize(("choice", "labels"), [({"q": "kirkegaten"}, 17), ({"avfall": "papir"}, 67), ({}, 96)])
def test_the_chosen_labels_are_printed_eight_a_sheet(open_pages: Pages, page: Page, choice: dict[str, str], labels: int) -> None:
    page.goto(f"{open_pages.url}/avfall/etiketter?{urlencode({**choice, 'lang': 'nb'})}")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(labels)
    assert sheets_of(page) == [A4] * -(-labels // 8)


@needs_chromium
@pytest.mark.parametrize(("width", "language"), [(390, "nb"), (1280, "en")])
def test_they_are_reached_from_the_bins_and_axe_finds_nothing(open_pages: Pages, page: Page, width: int, language: str) -> None:
    words = {
        "nb": ("Skriv ut etiketter med QR-kode", "gjelder bare denne maskinen"),
        "en": ("Print labels with QR codes", "this machine's own"),
    }[language]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{open_pages.url}/avfall?avfall=restavfall&lang={language}")
    page.get_by_role("link", name=words[0]).click()
    expect(page.get_by_role("alert")).to_contain_text(words[1])
    page.get_by_role("searchbox").fill("storgata")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("Storgata")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_more_labels_than_a_browser_prints_come_in_parts(open_pages: Pages) -> None:
    parts = [httpx.get(f"{open_pages.url}/avfall/etiketter?lang=nb&fra={first}", timeout=60).text for first in (1, 193)]
    assert [part.count('<li class="label">') for part in parts] == [96, 8]
    assert "De 104 neste" in parts[0]
    assert "Etikett 193–200 av 200, på 1 ark" in parts[1]
    assert "Ingen beholdere passer" in httpx.get(f"{open_pages.url}/avfall/etiketter?lang=nb&q=finnes+ikke", timeout=60).text


def test_labels_are_for_staff_and_the_icon_is_for_all(guarded_pages: Pages) -> None:
    assert httpx.get(f"{guarded_pages.url}/avfall/etiketter").status_code == 401
    icon = httpx.get(f"{guarded_pages.url}/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"], icon.content[:4]) == (200, "image/x-icon", b"\0\0\1\0")


@pytest.mark.parametrize("public", [None, "https://bysans.example.no"])
def test_a_code_that_no_phone_can_follow_is_said_to_be_one(open_pages: Pages, public: str | None) -> None:
    object.__setattr__(open_pages.settings.http, "public_url", public)
    label = httpx.get(f"{open_pages.url}/avfall/bin-003/etikett?lang=nb").text
    assert ("gjelder bare denne maskinen" in label) is (public is None)
