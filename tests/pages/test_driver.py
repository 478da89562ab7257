"""A driver opens a link on a phone and drives the whole round, also without contact: nothing is lost, and nothing counts twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from storage.state.waste import stop_photos
from tests.pages.driving import link_to, plan_round, ready, reported, revoke_links
from tests.pages.served import Pages
from tests.pages.town import NOW
from tests.real_parts.chromium import ARGUMENTS, executable

needs_chromium = pytest.mark.real("chromium")
PHONE: dict[str, Any] = {"locale": "nb-NO", "viewport": {"width": 390, "height": 844}}


@contextmanager
def phone(browser: Browser, folder: Path) -> Iterator[tuple[BrowserContext, Page]]:
    """Open a phone that keeps what it has when it is closed and opened again."""
    context = browser.browser_type.launch_persistent_context(folder, executable_path=str(executable()), args=list(ARGUMENTS), **PHONE)
    yield context, context.pages[0]
    context.close()


@contextmanager
def opened(browser: Browser, link: str, *, clock: int | None = None) -> Iterator[Page]:
    """Open a link on a phone of its own and wait until its page is ready; `clock`: the time (ms UTC) that its clock begins at."""
    with browser.new_context(**PHONE) as context:
        page = context.new_page()
        if clock is not None:
            page.clock.install(time=clock)
        page.goto(link)
        ready(page)
        yield page


def press(page: Page, name: str) -> None:
    """Press a button of the stop in sight, as long after the last one as a driver takes to drive on."""
    until_the_next_press_counts(page)
    page.locator("#next").get_by_role("button", name=name, exact=True).click()


def until_the_next_press_counts(page: Page) -> None:
    """Let the last press be so long ago that the next one is no second press of a glove."""
    page.evaluate("() => { pressedAt -= TWICE_MS }")


def all_is_sent(page: Page) -> None:
    expect(page.locator("#waiting")).to_have_text("")


def left(page: Page, count: int) -> None:
    expect(page.locator("#left")).to_have_text(f"{count} igjen")


@needs_chromium
def test_a_whole_round_in_flight_mode_arrives_once(open_pages: Pages, round_id: str, link: str, browser: Browser, tmp_path: Path) -> None:
    stops = 12
    with phone(browser, tmp_path) as (context, page):
        page.goto(link)
        ready(page)
        context.set_offline(True)
        page.reload()
        page.wait_for_selector("body[data-ready]")
        for count in range(stops - 1, 4, -1):
            press(page, "Tømt")
            left(page, count)
        expect(page.get_by_text("7 venter på nett")).to_be_visible()
        expect(page.get_by_text("Ingen dekning")).to_be_visible()
    with phone(browser, tmp_path) as (context, page):
        context.set_offline(True)
        page.goto(link)
        page.wait_for_selector("body[data-ready]")
        left(page, 5)
        for count in range(4, -1, -1):
            press(page, "Tømt")
            left(page, count)
        press(page, "Bilen er tømt")
        expect(page.get_by_role("heading", name="Alle stopp er utført")).to_be_visible()
        page.reload()
        expect(page.get_by_text("13 venter på nett")).to_be_visible()
        expect(page.locator("#next")).to_contain_text("Tømt: 12 av 12")
        expect(page.get_by_text("Det som venter på nett (13), sendes når du har dekning")).to_be_visible()
        assert reported(open_pages, round_id) == []
        context.set_offline(False)
        all_is_sent(page)
        expect(page.get_by_text("Kontoret har fått alt du har meldt")).to_be_visible()
        left(page, 0)
    events = reported(open_pages, round_id)
    # In no order: the service's clock stands still in these tests, and times are told from it.
    assert Counter(event.type for event in events) == {"emptied": stops, "tipped": 1}
    assert sorted(event.stop_id for event in events if event.stop_id) == sorted(f"s{n}" for n in range(1, stops + 1))


def take_and_lose(route: Route) -> None:
    """Let the service take a report, and lose its answer on the way back."""
    route.fetch()
    route.abort()


@needs_chromium
def test_a_report_whose_answer_was_lost_counts_once(open_pages: Pages, round_id: str, link: str, browser: Browser) -> None:
    with opened(browser, link) as page:
        page.route("**/events", take_and_lose)
        press(page, "Tømt")
        expect(page.get_by_text("Ingen dekning")).to_be_visible()
        expect(page.get_by_text("1 venter på nett")).to_be_visible()
        assert len(reported(open_pages, round_id)) == 1
        page.unroute("**/events")
        page.evaluate("dispatchEvent(new Event('online'))")
        all_is_sent(page)
    assert [event.type for event in reported(open_pages, round_id)] == ["emptied"]


@needs_chromium
def test_what_is_taken_back_before_it_was_sent_never_arrives(open_pages: Pages, round_id: str, link: str, browser: Browser) -> None:
    with opened(browser, link) as page:
        page.context.set_offline(True)
        first = page.locator("#next .name").inner_text()
        press(page, "Tømt")
        expect(page.locator("#last")).to_contain_text(first)
        until_the_next_press_counts(page)
        page.locator("#last").get_by_role("button", name="Angre").click()
        expect(page.locator("#next .name")).to_have_text(first)
        expect(page.locator("#last")).to_contain_text(f"{first}: angret")
        left(page, 12)
        page.context.set_offline(False)
        press(page, "Tømt")
        left(page, 11)
        all_is_sent(page)
    types = [event.type for event in reported(open_pages, round_id)]
    assert types in (["emptied"], ["emptied", "undo", "emptied"]), "the first was on its way already, or it was not"
    assert types.count("emptied") - types.count("undo") == 1


@needs_chromium
def test_a_sent_report_is_undone_and_shown_so_after_a_reload_without_contact(
    open_pages: Pages, round_id: str, link: str, browser: Browser
) -> None:
    with opened(browser, link) as page:
        press(page, "Tømt")
        left(page, 11)
        press(page, "Tømt")
        left(page, 10)
        all_is_sent(page)
        page.context.set_offline(True)
        page.reload()
        left(page, 10)
        page.wait_for_selector("body[data-ready]")
        page.get_by_role("link", name="Lista").click()
        page.locator("#stop-s1").get_by_role("button", name="Angre").click()
        left(page, 11)
        page.context.set_offline(False)
        all_is_sent(page)
    assert [(event.type, event.stop_id) for event in reported(open_pages, round_id)].count(("undo", "s1")) == 1


@needs_chromium
def test_a_glove_that_presses_twice_empties_one_bin(open_pages: Pages, round_id: str, link: str, page: Page) -> None:
    page.goto(link)
    ready(page)
    page.locator("#next").get_by_role("button", name="Tømt", exact=True).dblclick()
    left(page, 11)
    expect(page.get_by_text("Ett trykk ble ikke talt")).to_be_visible()
    all_is_sent(page)
    assert len(reported(open_pages, round_id)) == 1


@needs_chromium
def test_a_phone_with_a_wrong_clock_reports_at_the_right_time(open_pages: Pages, round_id: str, link: str, browser: Browser) -> None:
    with opened(browser, link, clock=0) as page:
        page.context.set_offline(True)
        page.clock.run_for(10_000)
        page.locator("#next").get_by_role("button", name="Tømt", exact=True).click()
        left(page, 11)
        page.clock.run_for(1_800_000)
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        all_is_sent(page)
    (event,) = reported(open_pages, round_id)
    assert abs(event.time - (NOW - 1_800_000)) <= 60_000


@needs_chromium
def test_a_bin_that_could_not_be_emptied_is_told_with_reason_words_and_photo_also_later(
    open_pages: Pages, round_id: str, link: str, browser: Browser
) -> None:
    with opened(browser, link) as page:
        page.context.set_offline(True)
        name = page.locator("#next .name").inner_text()
        page.get_by_role("link", name="Kunne ikke").click()
        expect(page.get_by_role("heading", name="Kunne ikke tømme")).to_be_focused()
        expect(page.locator("#could-not .name")).to_have_text(name)
        page.get_by_label("Sperret").check()
        page.get_by_label("Merknad").fill("En bil står i porten.")
        page.get_by_label("Bilde").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture()})
        page.get_by_role("button", name="Meld fra").click()
        left(page, 11)
        expect(page.locator("#last")).to_contain_text(f"{name}: Ikke tømt: sperret")
        page.reload()
        left(page, 11)
        page.context.set_offline(False)
        all_is_sent(page)
    (event,) = reported(open_pages, round_id)
    assert (event.type, event.reason, event.note) == ("could_not", "blocked", "En bil står i porten.")
    with open_pages.state.read() as connection:
        (photo,) = stop_photos.of_pickup(connection, round_id)
        jpeg = stop_photos.content(connection, round_id, photo.id)
    assert photo.stop_id == event.stop_id
    with Image.open(BytesIO(jpeg or b"")) as image:
        assert (image.format, max(image.size), dict(image.getexif())) == ("JPEG", 1280, {})


def picture() -> bytes:
    """Return a large photo that says who took it."""
    tags = Image.Exif()
    tags[0x013B] = "Kari Driver"
    content = BytesIO()
    Image.new("RGB", (2400, 1800), "grey").save(content, "JPEG", exif=tags)
    return content.getvalue()


@needs_chromium
def test_an_extra_bin_and_an_unloading_are_told(open_pages: Pages, round_id: str, link: str, browser: Browser) -> None:
    with opened(browser, link) as page:
        page.get_by_role("link", name="Ekstra · Mottak").click()
        offered = page.locator("#bins option").first.get_attribute("value")
        page.get_by_label("Navn eller nummer").fill("Finnes ikke 999")
        page.get_by_role("button", name="Tømt ekstra").click()
        expect(page.locator("#bin-hint")).to_contain_text("Finnes ikke 999 står ikke i listen")
        page.get_by_label("Navn eller nummer").fill(offered or "")
        until_the_next_press_counts(page)
        page.get_by_role("button", name="Tømt ekstra").click()
        expect(page.locator("#last")).to_contain_text("Tømt ekstra")
        all_is_sent(page)
        until_the_next_press_counts(page)
        page.get_by_role("link", name="Ekstra · Mottak").click()
        page.locator("#more").get_by_role("button", name="Bilen er tømt").click()
        expect(page.locator("#last")).to_contain_text("Bilen er tømt")
        all_is_sent(page)
        page.get_by_role("link", name="Lista").click()
        expect(page.locator("#visits")).to_contain_text((offered or "").rpartition(" (")[0])
    assert sorted(event.type for event in reported(open_pages, round_id)) == ["extra", "tipped"]


@needs_chromium
def test_a_truck_that_unloads_twice_without_contact_has_unloaded_twice(open_pages: Pages, browser: Browser) -> None:
    round_id = plan_round(open_pages, small_truck=True)
    with opened(browser, link_to(open_pages, round_id)) as page:
        page.context.set_offline(True)
        tips, emptied = 0, 0
        while page.locator("#next").get_attribute("data-kind") != "none" and tips < 2:
            unloads = page.locator("#next").get_attribute("data-kind") == "tip"
            press(page, "Bilen er tømt" if unloads else "Tømt")
            tips, emptied = tips + unloads, emptied + (not unloads)
            expect(page.get_by_text(f"{tips + emptied} venter på nett")).to_be_visible()
        page.context.set_offline(False)
        all_is_sent(page)
    assert [event.type for event in reported(open_pages, round_id)].count("tipped") == 2


@needs_chromium
def test_what_waits_goes_through_the_new_link_when_the_old_one_was_revoked(
    open_pages: Pages, round_id: str, link: str, browser: Browser
) -> None:
    with opened(browser, link) as page:
        page.context.set_offline(True)
        press(page, "Tømt")
        left(page, 11)
        revoke_links(open_pages, round_id)
        page.context.set_offline(False)
        expect(page.get_by_text("Lenken gjelder ikke lenger")).to_be_visible()
        expect(page.get_by_text("1 venter på nett")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="Lenken er trukket tilbake")).to_be_visible()
        page.goto(link_to(open_pages, round_id))
        left(page, 11)
        all_is_sent(page)
    assert [event.type for event in reported(open_pages, round_id)] == ["emptied"]


@needs_chromium
def test_what_waits_for_one_round_is_not_shown_on_another(open_pages: Pages, round_id: str, link: str, browser: Browser) -> None:
    other = link_to(open_pages, plan_round(open_pages, stops=20))
    with opened(browser, link) as page:
        page.route("**/events", lambda route: route.abort())
        press(page, "Tømt")
        expect(page.get_by_text("1 venter på nett")).to_be_visible()
        second = page.context.new_page()
        second.goto(other)
        ready(second)
        left(second, 20)
        all_is_sent(second)


@needs_chromium
def test_a_report_that_the_service_does_not_take_is_told_and_shown_as_not_done(
    open_pages: Pages, round_id: str, link: str, browser: Browser
) -> None:
    with opened(browser, link, clock=0) as page:
        page.context.set_offline(True)
        page.clock.run_for(1000)
        page.locator("#next").get_by_role("button", name="Tømt", exact=True).click()
        left(page, 11)
        page.clock.set_system_time(30 * 86_400_000)  # long before the round, as the phone has it
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.get_by_text("Dette ble ikke tatt imot")).to_be_visible()
        left(page, 12)
        page.get_by_role("button", name="Jeg har sett det").click()
        expect(page.get_by_text("Dette ble ikke tatt imot")).to_be_hidden()


@needs_chromium
def test_a_second_phone_sees_what_the_first_reported_and_keeps_what_it_has_not_sent(open_pages: Pages, link: str, browser: Browser) -> None:
    with opened(browser, link) as first, opened(browser, link, clock=NOW) as second:
        second.route("**/events", lambda route: route.abort())  # its reports get lost on the way, what it asks for comes
        second.clock.run_for(1000)
        second.get_by_role("link", name="Lista").click()
        second.locator("#stop-s3").get_by_role("link").click()
        second.locator("#next").get_by_role("button", name="Tømt", exact=True).click()
        left(second, 11)
        press(first, "Tømt")
        left(first, 11)
        all_is_sent(first)
        second.clock.run_for(121_000)
        left(second, 10)
        expect(second.locator("#stop-s1")).to_have_attribute("data-state", "emptied")
        expect(second.locator("#stop-s3")).to_have_attribute("data-state", "emptied")
        expect(second.get_by_text("1 venter på nett")).to_be_visible()


@needs_chromium
def test_what_the_office_settles_far_ahead_leads_no_driver_past_the_stops_between(
    open_pages: Pages, round_id: str, link: str, browser: Browser
) -> None:
    with opened(browser, link) as page:
        press(page, "Tømt")
        all_is_sent(page)
        second = page.locator("#stop-s2 .name").inner_text()
        office = httpx.post(
            f"{open_pages.url}/runder/{round_id}/stops/s8", data={"type": "emptied", "once": "x"}, headers={"Origin": open_pages.url}
        )
        assert office.status_code == 303
        page.evaluate("refresh()")
        left(page, 10)
        page.reload()
        page.wait_for_selector("body[data-ready]")
        left(page, 10)
        page.evaluate("item('s8').dataset.serverTime = Number(item('s1').dataset.serverTime) + 1; show()")  # the tests' clock stands still
        expect(page.locator("#next .name")).to_have_text(second)
