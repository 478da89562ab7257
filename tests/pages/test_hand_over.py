"""The office hands a round over: by a link as QR code and text, which it revokes again, and by a list on three sheets of paper."""

import re
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from storage.state.access import keys
from tests.pages.axe import violations
from tests.pages.driving import WHOLE_TOWN, link_to, note, plan_round, reported
from tests.pages.served import Pages
from tests.pages.town import NOW

needs_chromium = pytest.mark.real("chromium")
SHEETS = 3


@pytest.fixture
def round_id(open_pages: Pages) -> str:
    return plan_round(open_pages)


@needs_chromium
def test_a_link_is_made_opened_and_revoked(open_pages: Pages, round_id: str, page: Page) -> None:
    page.goto(f"{open_pages.url}/runder/{round_id}")
    page.get_by_role("link", name="Overlever til sjåfør").click()
    page.get_by_role("button", name="Lag lenke til sjåføren").click()
    expect(page.get_by_role("img", name="QR-kode med lenken")).to_be_visible()
    text = page.get_by_label("Tekst til SMS eller e-post").input_value()
    assert "12 stopp" in text
    (url,) = re.findall(r"https?://\S+", text)
    assert url.startswith(f"{open_pages.url}/r/")
    sms = page.get_by_role("link", name="SMS").get_attribute("href") or ""
    assert sms.startswith("sms:?&body=Runde")
    assert (page.get_by_role("link", name="E-post").get_attribute("href") or "").startswith("mailto:?subject=")
    assert httpx.get(url).status_code == 200
    page.get_by_text("Trekk tilbake lenken").click()
    assert httpx.get(url).status_code == 200, "it asks first"
    page.get_by_role("button", name="Trekk tilbake nå").click()
    expect(page.get_by_text("trukket tilbake")).to_be_visible()
    expect(page.get_by_role("img", name="QR-kode")).to_have_count(0)
    assert httpx.get(url).status_code == 410


@needs_chromium
def test_the_qr_code_is_the_link(open_pages: Pages, round_id: str, page: Page) -> None:
    url = link_to(open_pages, round_id)
    page.goto(f"{open_pages.url}/runder/{round_id}/overlever")
    shot = page.locator(".qr-frame").screenshot()
    with Image.open(BytesIO(shot)) as image:
        modules = 33 + 8
        dark = [
            image.convert("L").getpixel((int((x + 0.5) * image.width / modules), int((y + 0.5) * image.height / modules))) < 128
            for y in range(4, 11)
            for x in range(4, 11)
        ]
    finder = "1111111 1000001 1011101 1011101 1011101 1000001 1111111".replace(" ", "")
    assert "".join("1" if one else "0" for one in dark) == finder, "black on white, with its quiet zone"
    assert url in page.get_by_label("Tekst til SMS").input_value()


@needs_chromium
@pytest.mark.parametrize(("width", "language", "scheme"), [(320, "nb", "light"), (1280, "nb", "dark"), (390, "en", "light")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    open_pages: Pages, round_id: str, page: Page, width: int, language: str, scheme: Any
) -> None:
    link_to(open_pages, round_id)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("overlever", "utskrift"):
        page.goto(f"{open_pages.url}/runder/{round_id}/{path}?lang={language}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


@needs_chromium
@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_largest_round_is_three_sheets_of_paper(open_pages: Pages, page: Page, language: str) -> None:
    round_id = plan_round(open_pages, stops=WHOLE_TOWN)
    for number in range(0, 200, 20):
        note(open_pages, f"bin-{number:03}", "Bak bommen, kode 4711")
    page.goto(f"{open_pages.url}/runder/{round_id}/utskrift?lang={language}")
    expect(page.locator("tbody tr:not(.unloading)")).to_have_count(WHOLE_TOWN)
    assert page.locator("tbody tr:not(.unloading) .box").count() == 2 * WHOLE_TOWN
    expect(page.locator("tbody")).to_contain_text("kode 4711")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == SHEETS


@needs_chromium
def test_the_office_sees_what_a_driver_could_not_do_with_words_and_photo(
    open_pages: Pages, round_id: str, page: Page, browser: Browser
) -> None:
    photo = BytesIO()
    Image.new("RGB", (300, 200), "grey").save(photo, "JPEG")
    answer = httpx.post(
        f"{link_to(open_pages, round_id)}/events",
        data={"type": "could_not", "stop": "s1", "reason": "blocked", "note": "En bil står i porten."},
        files={"photo": ("a.jpg", photo.getvalue(), "image/jpeg")},
    )
    assert answer.status_code == 303
    page.goto(f"{open_pages.url}/runder/{round_id}")
    expect(page.locator("#round")).to_contain_text("«En bil står i porten.»")
    shown = page.request.get(f"{open_pages.url}{page.get_by_role('link', name='Bilde').get_attribute('href')}")
    with Image.open(BytesIO(shown.body())) as image:
        assert (shown.headers["content-type"], image.size) == ("image/jpeg", (300, 200))
    assert [event.type for event in reported(open_pages, round_id)] == ["could_not"]


def test_a_round_that_was_driven_says_that_nobody_needs_a_link(open_pages: Pages, round_id: str) -> None:
    with httpx.Client(base_url=open_pages.url, headers={"Origin": open_pages.url}) as office:
        waiting = office.get(f"/runder/{round_id}/overlever").text
        for number in range(1, 13):
            driven = office.post(f"{link_to(open_pages, round_id)}/events", data={"type": "emptied", "stop": f"s{number}"})
            assert driven.status_code == 303
        over = office.get(f"/runder/{round_id}/overlever").text
    make, nobody = "Lag lenke til sjåføren", "Runden er kjørt: ingen trenger en lenke"
    assert (make in waiting, nobody in waiting) == (True, False)
    assert ('/lenker"' in over, make in over, "Lag enda en lenke" in over, nobody in over) == (False, False, False, True)


def test_who_may_not_report_sees_no_link_and_makes_none(guarded_pages: Pages) -> None:
    round_id = plan_round(guarded_pages)
    with guarded_pages.state.begin() as connection:
        token = keys.create(connection, "leser", ["alerts"], NOW)
    with httpx.Client(base_url=guarded_pages.url, headers={"Origin": guarded_pages.url}) as office:
        assert office.get(f"/runder/{round_id}/overlever").status_code == 401
        assert office.get(f"/runder/{round_id}/utskrift").status_code == 401
        assert office.get(f"/runder/{round_id}/bilder/abc").status_code == 401
        assert office.post("/sign-in", data={"key": token}).status_code == 303
        assert office.get(f"/runder/{round_id}/overlever").status_code == 403
        assert office.post(f"/runder/{round_id}/lenker", data={}).status_code == 403
        assert office.get(f"/runder/{round_id}/utskrift").status_code == 200
