"""The driver's page is readable by everybody, works without scripts, says in words why a link opens nothing, and is small."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.duration import HOUR
from storage.state.waste import round_links
from tests.pages.axe import violations
from tests.pages.driving import WHOLE_TOWN, link_to, note, plan_round, ready, reported, revoke_links
from tests.pages.served import Pages
from tests.pages.town import NOW

needs_chromium = pytest.mark.real("chromium")
VIEWS = ("", "liste", "kart", "mer", "kunne-ikke")
FIRST_LOAD = 150_000  # bytes as they are sent
AN_HOUR = 1_000_000


@needs_chromium
@pytest.mark.parametrize(("width", "language", "scheme"), [(320, "nb", "light"), (390, "nb", "dark"), (390, "en", "light")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    open_pages: Pages, link: str, page: Page, width: int, language: str, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    for view in VIEWS:
        page.goto(f"{link}?lang={language}&vis={view}")
        ready(page)
        assert violations(page) == [], view
        assert page.evaluate("document.documentElement.scrollWidth") == width, view
    page.evaluate("() => { contact = false; linkOver = true; show() }")
    assert violations(page) == []


@needs_chromium
def test_the_next_stop_fills_the_screen(open_pages: Pages, round_id: str, link: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    with open_pages.state.read() as connection:
        registry = open_pages.app.state.services.registry(connection)
    page.goto(link)
    bin_id = page.locator("#next .bin-id").inner_text().removeprefix(" · ").strip(" ·")
    assert bin_id in registry.bins
    note(open_pages, bin_id, "Bak bommen, kode 4711")
    page.reload()
    ready(page)
    screen = page.locator("#next")
    for part in (registry.bins[bin_id].at(NOW).name, "Stopp 1 av 12 · Papir", "Bak bommen, kode 4711", "Fylt: ", "Neste:"):
        expect(screen).to_contain_text(part)
    button = screen.get_by_role("button", name="Tømt", exact=True).bounding_box()
    assert button is not None
    assert button["height"] >= 64
    assert button["width"] >= 350
    assert button["y"] + button["height"] < 844 - 60, "above the tabs"
    way = screen.get_by_role("link", name="Vis vei").get_attribute("href")
    assert way is not None
    assert way.startswith("geo:59.")


@needs_chromium
def test_a_page_that_was_left_early_keeps_its_files_later_and_a_second_one_shows_the_same(open_pages: Pages, link: str, page: Page) -> None:
    page.goto(link)
    ready(page)
    page.evaluate("""async () => {
        const kept = await caches.open(KEPT)
        for (const request of await kept.keys()) if (request.url.includes("/static/")) await kept.delete(request, { ignoreVary: true })
    }""")
    page.reload()
    ready(page)
    second = page.context.new_page()
    second.goto(link)
    ready(second)
    note(open_pages, page.locator("#next .bin-id").inner_text().strip(" ·"), "Bak bommen")
    for phone in (page, second):
        phone.evaluate("refresh()")
        expect(phone.locator("#next")).to_contain_text("Bak bommen")


@needs_chromium
def test_without_scripts_a_driver_reports_by_plain_forms(open_pages: Pages, round_id: str, link: str, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(link)
        page.locator("#next").get_by_role("button", name="Tømt", exact=True).click()
        expect(page.get_by_text("11 igjen")).to_be_visible()
        page.locator("#last").get_by_role("button", name="Angre").click()
        expect(page.get_by_text("12 igjen")).to_be_visible()
        expect(page.get_by_role("status").filter(has_text=": angret")).to_be_visible()
        page.get_by_role("link", name="Kunne ikke").click()
        page.get_by_label("Skadet").check()
        page.get_by_label("Bilde").set_input_files({"name": "a.txt", "mimeType": "image/jpeg", "buffer": b"no picture"})
        page.get_by_role("button", name="Meld fra").click()
        expect(page.get_by_role("heading", name="Meldingen ble ikke tatt imot")).to_be_visible()
        page.get_by_role("link", name="Tilbake til runden").click()
        page.get_by_role("link", name="Kunne ikke").click()
        page.get_by_label("Skadet").check()
        page.get_by_role("button", name="Meld fra").click()
        expect(page.get_by_text("11 igjen")).to_be_visible()
        page.get_by_role("link", name="Lista").click()
        expect(page.locator("#visits")).to_contain_text("Ikke tømt: skadet")
        page.get_by_role("link", name="Ekstra · Mottak").click()
        page.locator("#more").get_by_role("button", name="Bilen er tømt").click()
        expect(page.get_by_text("11 igjen")).to_be_visible()
    assert [event.type for event in reported(open_pages, round_id)] == ["emptied", "undo", "could_not", "tipped"]


def test_a_form_sent_twice_from_one_look_at_the_page_is_one_report(open_pages: Pages, round_id: str, link: str) -> None:
    form = {"type": "emptied", "stop": "s1", "once": "0"}
    for _ in range(2):
        assert httpx.post(f"{link}/events", data=form).status_code == 303
    assert len(reported(open_pages, round_id)) == 1


def test_a_photo_that_is_too_large_is_refused_in_words_and_from_a_stranger_none_is_read(
    open_pages: Pages, round_id: str, link: str
) -> None:
    form = {"type": "could_not", "stop": "s1", "reason": "blocked"}
    photo = {"photo": ("a.jpg", b"\xff" * (11 * 1024 * 1024), "image/jpeg")}
    answer = httpx.post(f"{link}/events", data=form, files=photo, headers={"Accept": "application/json"})
    assert (answer.status_code, "take it with a lower resolution" in answer.json()["detail"]) == (413, True)
    assert httpx.post(f"{link}x/events", data=form, files=photo).status_code == 404
    assert reported(open_pages, round_id) == []


def test_a_report_that_names_nothing_is_refused_and_so_is_a_bin_of_no_name(open_pages: Pages, round_id: str, link: str) -> None:
    for form in ({}, {"type": "eaten"}, {"type": "emptied", "stop": "s1", "pressed": "soon"}, {"type": "extra", "bin": "Ingensteds 1"}):
        answer = httpx.post(f"{link}/events", data=form, headers={"Accept": "application/json"})
        assert answer.status_code == 422, form
    assert httpx.post(f"{link}/events", data={"type": "emptied", "stop": "s99"}).status_code == 404
    assert reported(open_pages, round_id) == []


@pytest.mark.parametrize(("language", "heading"), [("nb", "Lenken virker ikke"), ("en", "This link does not work")])
def test_a_link_that_was_never_made_says_so_in_words(link: str, language: str, heading: str) -> None:
    answer = httpx.get(f"{link}x?lang={language}")
    assert (answer.status_code, heading in answer.text) == (404, True)
    sent = httpx.post(f"{link}x/events", data={"type": "emptied", "stop": "s1"}, headers={"Accept": "application/json"})
    assert (sent.status_code, sent.json()["reason"]) == (404, "unknown")


def test_an_expired_and_a_revoked_link_say_so_and_what_to_do(open_pages: Pages, round_id: str, link: str) -> None:
    with open_pages.state.read() as connection:
        (kept,) = round_links.of_pickup(connection, round_id)
    services = open_pages.app.state.services
    before, clock = services.clock, kept.expires_at - 1
    object.__setattr__(services, "clock", lambda: clock)
    assert httpx.get(link).status_code == 200
    clock += 1
    expired = httpx.get(link)
    assert (expired.status_code, "Lenken er utløpt" in expired.text, "Be kontoret om en ny" in expired.text) == (410, True, True)
    object.__setattr__(services, "clock", before)
    revoke_links(open_pages, round_id)
    revoked = httpx.get(link)
    assert (revoked.status_code, "trukket tilbake" in revoked.text) == (410, True)
    assert kept.expires_at > NOW + 12 * HOUR


def test_who_tries_links_waits(link: str) -> None:
    statuses = [httpx.get(f"{link[:-4]}{n:04}").status_code for n in range(25)]
    assert set(statuses) == {404, 429}
    assert httpx.get(link).status_code == 200, "who has a link is served"


def test_a_driver_gets_no_cookie_and_no_script_from_elsewhere(link: str) -> None:
    answer = httpx.get(link)
    assert "set-cookie" not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy
    worker = httpx.get(f"{link.rpartition('/')[0]}/worker.js")
    assert (worker.headers["content-type"], worker.headers["cache-control"]) == ("text/javascript; charset=utf-8", "no-cache")


@needs_chromium
def test_the_largest_round_is_loaded_and_driven_for_an_hour_over_a_thin_line(open_pages: Pages, browser: Browser) -> None:
    link = link_to(open_pages, plan_round(open_pages, stops=WHOLE_TOWN))
    with browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        sent = Traffic(page)
        page.goto(link)
        ready(page)
        assert sent.total() < FIRST_LOAD
        first = sent.total()
        page.evaluate("""async () => {
            const form = document.querySelector("#next form"), button = form.querySelector("[value=emptied]")
            for (let minute = 0; minute < 60; minute += 2) {
                if (minute < 50) await pressed(form, button)
                await send()
                await refresh()
            }
        }""")
        expect(page.get_by_text(f"{WHOLE_TOWN - 25} igjen")).to_be_visible()
        assert sent.total() - first < AN_HOUR


class Traffic:
    """Counts the bytes that a page's requests and answers take on the line."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._bytes = 0.0
        self._session.send("Network.enable")
        self._session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, Any]) -> None:
        self._bytes += event["encodedDataLength"]

    def total(self) -> float:
        return self._bytes
