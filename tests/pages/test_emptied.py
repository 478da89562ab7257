"""What a crew reports of a bin is seen at once, and what somebody has to look at stands there until it is done."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from domain.alerts.transition import Transition
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from storage.state.alerts import alerts
from storage.state.waste import bin_states, work_items
from tests.bin_judge import RULES
from tests.pages.axe import violations
from tests.pages.served import Pages
from tests.pages.test_alerts import FULL
from tests.pages.town import MINUTE, NOW

pytestmark = pytest.mark.real("chromium")


def keep(pages: Pages, bin_id: str, *, measured_at: int, reported_at: int) -> None:
    estimate = LevelEstimate(level=97.4, time=measured_at, last_seen=measured_at, confirmed=True)
    with pages.state.begin() as connection:
        bin_states.put(connection, [(replace(unknown_bin(bin_id, RULES), estimate=estimate, reported_at=reported_at), None)])


def test_a_bin_that_a_crew_has_reported_emptied_is_not_to_be_emptied(open_pages: Pages, page: Page) -> None:
    keep(open_pages, "bin-003", measured_at=NOW - 20 * MINUTE, reported_at=NOW - 10 * MINUTE)
    keep(open_pages, "bin-004", measured_at=NOW - MINUTE, reported_at=NOW - 30 * MINUTE)
    with open_pages.state.begin() as connection:
        full = replace(FULL, members={"bin-003": replace(FULL.members["bin-003"], end=NOW - 20 * MINUTE)})
        alerts.keep(connection, Transition(full, "raised", full.raised_at))
    page.goto(f"{open_pages.url}/i-dag")
    alert = page.locator("#alert-full")
    expect(alert).to_contain_text("Meldt tømt 14:35. Varselet avsluttes når sensoren bekrefter det.")
    expect(alert).not_to_contain_text("Tøm beholderen")
    page.goto(f"{open_pages.url}/avfall?side=4")
    expect(page.locator("#bin-bin-003")).to_contain_text("Meldt tømt 14:35")
    expect(page.locator("#bin-bin-003")).to_contain_text("God plass, 0 %")
    page.goto(f"{open_pages.url}/avfall")
    expect(page.locator("#bin-bin-004")).to_contain_text("Meldt tømt 14:15, men sensoren viser noe annet")
    expect(page.locator("#bin-bin-004")).to_contain_text("Full, 97 %")
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_somebody_has_to_look_at_is_a_line_that_leads_to_the_work_list(open_pages: Pages, page: Page) -> None:
    with open_pages.state.begin() as connection:
        work_items.raise_(connection, "bin-003", "damaged", NOW - 10 * MINUTE, NOW)
        work_items.raise_(connection, "bin-004", "could_not_reach", NOW - 5 * MINUTE, NOW)
        work_items.raise_(connection, "bin-005", "visited_not_emptied", NOW - 5 * MINUTE, NOW)
    page.goto(f"{open_pages.url}/i-dag")
    lines = page.get_by_role("list", name="Hva som må gjøres").get_by_role("listitem")
    expect(lines.filter(has_text="Én beholder er meldt tømt, men sensoren ser den full")).to_be_visible()
    lines.filter(has_text="2 beholdere må ses på").get_by_role("link", name="Se hva som må ses på").click()
    work = page.get_by_role("region", name="Kunne ikke tømmes (2)").get_by_role("listitem")
    expect(work).to_contain_text(["Kirkegata 1 Meldt skadet 14:35", "Møllegata 1 Mannskapet kom ikke fram, meldt 14:40"])
    assert violations(page) == []
    work.filter(has_text="Kirkegata").get_by_role("button", name="Utført").click()
    expect(page.get_by_role("region", name="Kunne ikke tømmes")).not_to_contain_text("Kirkegata")
    with open_pages.state.read() as connection:
        (done,) = work_items.page(connection, is_open=False)
    assert (done.bin_id, done.by) == ("bin-003", "office")
    page.goto(f"{open_pages.url}/i-dag")
    expect(page.get_by_text("Én beholder må ses på")).to_be_visible()
