"""A sensor that nobody registered is approved or rejected by visible words alone, on a phone as on a desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from domain.duration import HOUR, MINUTE
from storage.state import jobs
from storage.state.ingest import proposals, quarantine
from storage.state.ingest.proposals import Proposal
from storage.state.ingest.quarantine import Quarantined
from tests.pages.maps import drawn, tap
from tests.pages.served import Pages
from tests.pages.town import NOW

pytestmark = pytest.mark.real("chromium")


def hear(pages: Pages, name: str, kind: str, payload: bytes) -> None:
    """Let ingest have heard a device three times that nobody knows."""
    topic = f"bysans/v1/{kind}/{name}"
    proposal = Proposal(id=name, kind=kind, topic=topic, first_seen=NOW - HOUR, last_seen=NOW - 10 * MINUTE, messages=3)
    kept = [Quarantined(f"{name}-{n}", "unknown_device", "", topic, NOW - (n + 1) * 10 * MINUTE, payload, device=name) for n in range(3)]
    with pages.state.begin() as connection:
        proposals.add(connection, [proposal])
        quarantine.keep(connection, kept, max_per_device=100)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_new_sensor_is_approved_at_a_new_place_and_its_readings_are_taken_in(open_pages: Pages, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    hear(open_pages, "pm-7", "air", b'{"pm25": 8.4}')
    page.goto(f"{open_pages.url}/sensorer")
    page.get_by_role("link", name="Se og godkjenn pm-7").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ny luftmåler: pm-7")
    expect(page.get_by_text("PM2,5 8,4")).to_be_visible()
    expect(page.get_by_text("Det går omtrent 10 minutter mellom hver gang vi hører den.")).to_be_visible()
    page.get_by_role("link", name="Registrer et nytt målested").click()
    page.get_by_label("Navn").fill("Kaldnes")
    drawn(page, 12)
    tap(page, 59.2675, 10.4076)
    expect(page.get_by_role("textbox", name="Posisjon")).to_have_value(re.compile(r"59\.267\d\d, 10\.407\d\d"))
    page.get_by_role("textbox", name="Posisjon").fill("59.2675, 10.4076")
    expect(page.locator(".list-map")).to_have_attribute("data-chosen", "59.2675 10.4076")
    page.get_by_role("button", name="Registrer målestedet").click()
    expect(page.get_by_role("combobox", name="Målested")).to_have_value("Kaldnes")
    expect(page.locator(".list-map")).to_have_attribute("data-chosen", "59.2675 10.4076")
    tap(page, 59.262, 10.4)
    expect(page.get_by_role("combobox", name="Målested")).to_have_value("Tollbodgata")
    page.get_by_role("combobox", name="Målested").fill("Kaldnes")
    page.get_by_label("Navn").fill("Kaldnes vest")
    page.get_by_role("button", name="Godkjenn sensoren").click()
    expect(page.get_by_role("status").first).to_contain_text("pm-7 er godkjent")
    expect(page.get_by_role("link", name="Se og godkjenn pm-7")).to_have_count(0)
    with open_pages.state.read() as connection:
        device = open_pages.app.state.services.registry(connection).devices["pm-7"].at(NOW)
        assert (device.name, device.place, device.interval_s, device.model) == ("Kaldnes vest", "kaldnes", 600, "generic")
        assert [job.key for job in jobs.waiting(connection, jobs.REPLAY, 9)] == ["pm-7-2", "pm-7-1", "pm-7-0"]


def test_a_stranger_is_rejected_and_may_be_approved_after_all(open_pages: Pages, page: Page) -> None:
    hear(open_pages, "level-x", "bin", b"no json")
    page.goto(f"{open_pages.url}/sensorer")
    page.get_by_role("link", name="Se og godkjenn level-x").click()
    expect(page.get_by_text("Innholdet kan ikke leses ennå.")).to_be_visible()
    page.get_by_role("button", name="Avvis").click()
    page.get_by_text("Én avvist sensor").click()
    page.get_by_role("link", name="Godkjenn likevel level-x").click()
    page.get_by_role("combobox", name="Beholder").fill("Storgata 1")
    page.get_by_role("button", name="Godkjenn sensoren").click()
    expect(page.get_by_role("status").first).to_contain_text("level-x er godkjent")
