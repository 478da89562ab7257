"""Somebody at a full bin finds it, reports it with one press, and sees what becomes of it: no sign-in, no cookie."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storage.state.waste import bin_reports, emptyings, report_photos, work_items
from storage.state.waste.emptyings import Emptying
from tests.pages.axe import violations
from tests.pages.served import Pages
from tests.pages.town import MINUTE, NOW

needs_chromium = pytest.mark.real("chromium")
OWN = "bin-003"  # Kirkegata 1
PHONE: Any = {"locale": "nb-NO", "viewport": {"width": 390, "height": 844}}


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**PHONE, geolocation={"latitude": 59.26, "longitude": 10.39}, permissions=["geolocation"]) as context:
        yield context


def photo() -> bytes:
    picture = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Telefon"
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG", exif=exif)
    return picture.getvalue()


def empty(pages: Pages, bin_id: str) -> None:
    with pages.state.begin() as connection:
        seen = Emptying(
            bin_id=bin_id, time=NOW + MINUTE, known_at=NOW + MINUTE, status="detected", before=97.0, after=2.0, evidence=(), confidence=1.0
        )
        emptyings.put(connection, [seen])


@needs_chromium
def test_from_the_start_page_to_what_became_of_it(guarded_pages: Pages, phone: BrowserContext, browser: Browser) -> None:
    page = phone.new_page()
    page.goto(guarded_pages.url)
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Meld full beholder").click()
    page.get_by_role("searchbox", name="Adresse, navn eller nummer").fill("kirkegtaen 1")  # a slip, and another form of the name
    page.keyboard.press("Enter")
    page.get_by_role("list", name="Beholdere som passer").get_by_role("link", name="Kirkegata 1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hva er galt med Kirkegata 1?")
    page.get_by_role("button", name="Den er full").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Takk. Du er den første som melder den.")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Den tømmes trolig i morgen før \d\d\."))
    for neighbour in range(2):
        with browser.new_context(**PHONE) as other:
            second = other.new_page()
            second.goto(f"{guarded_pages.url}/beholder/{OWN}/meld")
            second.get_by_role("button", name="Det flyter over kanten").click()
            said = ("Én annen har meldt den.", "To andre har meldt den.")[neighbour]
            expect(second.get_by_role("heading", level=1)).to_have_text(f"Takk. {said}")
    page.goto(f"{guarded_pages.url}/beholder/{OWN}/meld")
    expect(page.get_by_role("main")).to_contain_text("Tre har alt meldt den.")
    page.get_by_role("button", name="Den er full").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Takk, den meldingen har vi fra deg. To andre har meldt den.")
    page.get_by_role("link", name="Se hva som skjer med den").click()
    expect(page.get_by_role("main")).to_contain_text("Kirkegata 1 venter")
    empty(guarded_pages, OWN)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Den ble tømt 14:46.")
    assert phone.cookies() == []
    with guarded_pages.state.read() as connection:
        (request,) = bin_reports.requests(connection)
    assert (request.number, request.kind, request.reports) == (1, "overflowing", 3)


@needs_chromium
def test_staff_close_a_report_that_is_not_so_and_who_reported_it_reads_why(open_pages: Pages, page: Page) -> None:
    with open_pages.state.begin() as connection:
        number = bin_reports.add(connection, OWN, NOW - 4 * MINUTE)
    page.goto(f"{open_pages.url}/sensorer/arbeid")
    page.get_by_role("region", name="Meldt full, men sensoren viser plass").get_by_role("link", name="Kirkegata 1").click()
    expect(page.get_by_role("region", name="Meldt full av innbyggere 14:41")).to_contain_text("Sensoren viser")
    page.get_by_text("Meldingen stemmer ikke").click()
    page.get_by_role("textbox", name="Hvorfor").fill("Lokket sto åpent")
    page.get_by_role("button", name="Lukk meldingen").click()
    expect(page.get_by_role("region", name="Hva som har skjedd")).to_contain_text("Meldingen ble lukket av kontoret: «Lokket sto åpent»")
    expect(page.get_by_text("Meldingen stemmer ikke")).to_have_count(0)
    page.goto(f"{open_pages.url}/beholder/{OWN}/melding/{number}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kommunen lukket meldingen 14:45: «Lokket sto åpent»")


@needs_chromium
def test_what_is_near_is_found_on_the_phone_and_a_photo_of_what_is_wrong_reaches_the_work_list(
    open_pages: Pages, phone: BrowserContext, page: Page
) -> None:
    citizen = phone.new_page()
    sent: list[str] = []
    citizen.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    citizen.goto(f"{open_pages.url}/meld?lang=nb")
    expect(citizen.get_by_role("navigation").get_by_role("link", name="Avfall")).to_have_count(0)
    citizen.get_by_role("button", name="Nær meg").click()
    nearest = citizen.get_by_role("region", name="Nærmest deg").get_by_role("listitem")
    expect(nearest).to_have_count(10)
    expect(nearest.first).to_contain_text("Storgata 1 restavfall, 0 m")
    assert not [request for request in sent if "59.26" in request or "10.39" in request]
    nearest.first.get_by_role("link").click()
    citizen.get_by_text("Legg ved bilde eller noen ord").click()
    citizen.get_by_label("Bilde").set_input_files({"name": "bilde.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    citizen.get_by_label("Hva er galt?").fill("Lokket er borte")
    citizen.get_by_role("button", name="Noe annet er galt").click()
    expect(citizen.get_by_role("main")).to_contain_text("Noen kommer til å se på den.")
    expect(citizen.get_by_role("main")).to_contain_text("Bildet er lagt ved.")
    follow = citizen.url
    page.goto(f"{open_pages.url}/sensorer/arbeid?lang=nb")
    row = page.get_by_role("region", name="Noe er galt, sier innbyggere").get_by_role("listitem")
    expect(row).to_contain_text("Storgata 1")
    expect(row).to_contain_text("Meldt av en innbygger 14:45 «Lokket er borte»")
    picture = row.get_by_role("img", name="Bilde fra Storgata 1")
    expect(picture).to_have_js_property("naturalWidth", 40)
    kept = httpx.get(f"{open_pages.url}{picture.get_attribute('src')}").content
    with Image.open(BytesIO(kept)) as image:
        assert dict(image.getexif()) == {}
    row.get_by_role("button", name="Utført").click()
    citizen.goto(follow.partition("?")[0])
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Noen så på den 14:45.")


@needs_chromium
@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(320, "nb", "light"), (390, "en", "dark"), (1280, "nb", "dark"), (1280, "en", "light")]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    guarded_pages: Pages, browser: Browser, width: int, language: str, scheme: Any
) -> None:
    with guarded_pages.state.begin() as connection:
        bin_reports.add(connection, OWN, NOW - MINUTE)
        number = bin_reports.add(connection, "bin-004", NOW - MINUTE, "other")
        work_items.raise_(connection, "bin-004", "citizen_report", NOW - MINUTE, NOW)
    with browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        for path in ("meld", "meld?q=kirkegata", "meld?q=nothing", f"beholder/{OWN}/meld", "beholder/none/meld",
                     f"beholder/{OWN}/melding/1", f"beholder/{OWN}/melding/1?takk=1", f"beholder/bin-004/melding/{number}"):  # fmt: skip
            page.goto(f"{guarded_pages.url}/{path}{'&' if '?' in path else '?'}lang={language}")
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") == width, path


@needs_chromium
def test_without_scripts_it_is_the_same_in_english(guarded_pages: Pages, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{guarded_pages.url}/meld?q={OWN}")
        expect(page.get_by_role("heading", level=1)).to_have_text("What is wrong with Kirkegata 1?")  # its number leads straight to it
        page.get_by_role("button", name="It is full").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. You are the first to report it.")
        assert context.cookies() == []
    with guarded_pages.state.read() as connection:
        assert bin_reports.of_bin(connection, OWN, 0, NOW + 1) == [NOW]


def test_a_refused_report_says_why_whom_to_call_and_its_reference(guarded_pages: Pages) -> None:
    with httpx.Client(base_url=guarded_pages.url, headers={"Accept-Language": "nb"}) as citizen:
        answers = [citizen.post(f"/beholder/{OWN}/meld") for _ in range(11)]
        assert [answer.status_code for answer in answers] == [303] * 10 + [429]
        assert "Vent et minutt" in answers[-1].text
        assert re.search(r"Oppgi referansen [0-9A-F]{6} hvis du tar kontakt", answers[-1].text)
        assert "set-cookie" not in answers[0].headers
        assert int(answers[-1].headers["retry-after"]) > 0
        missing = citizen.get("/beholder/none/meld")
        assert (missing.status_code, "Vi finner ikke beholderen" in missing.text) == (404, True)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"data": {"what": "on fire"}}, 422),
        ({"data": {"note": "a\u202eb"}}, 422),
        ({"files": {"photo": b"x" * (10 * 1024 * 1024 + 20_000)}}, 413),
    ],
)
def test_what_is_refused_is_not_stored(guarded_pages: Pages, sent: dict[str, Any], status: int) -> None:
    answer = httpx.post(f"{guarded_pages.url}/beholder/{OWN}/meld", **sent)
    assert (answer.status_code, "referansen" in answer.text) == (status, True)
    with guarded_pages.state.read() as connection:
        assert bin_reports.requests(connection) == []


def test_a_photo_that_cannot_be_read_loses_no_report(guarded_pages: Pages) -> None:
    answer = httpx.post(
        f"{guarded_pages.url}/beholder/{OWN}/meld", files={"photo": b"no photo"}, data={"what": "full"}, follow_redirects=True
    )
    assert "Bildet kunne ikke leses, men meldingen er kommet fram" in answer.text
    with guarded_pages.state.read() as connection:
        assert [request.reports for request in bin_reports.requests(connection)] == [1]
        assert report_photos.of_requests(connection, [1]) == {}


def test_only_staff_see_photos_and_a_town_may_keep_its_list_of_bins(guarded_pages: Pages) -> None:
    assert httpx.get(f"{guarded_pages.url}/meldinger/bilder/x").status_code == 401
    points = httpx.get(f"{guarded_pages.url}/meld/beholdere.json").json()["points"]
    assert (len(points), {"fill", "note", "state"} & points[0].keys()) == (200, {"state"})
    object.__setattr__(guarded_pages.settings.pages, "find_bins", False)
    assert "Skann koden på beholderen" in httpx.get(f"{guarded_pages.url}/meld?q=kirkegata&lang=nb").text
    assert httpx.get(f"{guarded_pages.url}/meld/beholdere.json").status_code == 404
