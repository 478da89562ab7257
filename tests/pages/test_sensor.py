"""A sensor's own page says how it is doing in words, and staff mend what is wrong from there."""

import pytest
from playwright.sync_api import Page, expect

from domain.duration import HOUR, MINUTE
from domain.reading import Reading
from domain.sensors.frames import Frame
from storage.state import jobs
from storage.state.engine import State
from storage.state.ingest import frames, latest, proposals, quarantine, unknown_keys
from storage.state.ingest.quarantine import Quarantined
from storage.state.ingest.unknown_keys import UnknownKey
from tests.pages.axe import violations
from tests.pages.served import Pages
from tests.pages.town import NOW

pytestmark = pytest.mark.real("chromium")


def ail(pages: Pages) -> None:
    """Give a sensor a low battery, a poor contact, a field that nobody knows and a message that could not be used."""
    object.__setattr__(pages.app.state.services, "wall", pages.app.state.services.clock)
    charges = [Reading("level-003", NOW - (12 - week) * 7 * 24 * HOUR, {"battery_percent": 27.0 - week}) for week in range(12)]
    pages.app.state.services.readings.write([*charges, *(Reading("level-003", NOW - n * HOUR, {"distance": 700.0 + n}) for n in range(24))])
    heard = [Frame(device_id="level-003", time=NOW - HOUR, counter=3 * n, session="s", rssi=-131.0, snr=-14.5) for n in range(30)]
    impossible = "distance is -3 mm, which is physically impossible"
    row = Quarantined("r1", "out_of_range", impossible, "bysans/v1/bin/level-003", NOW - MINUTE, b"{}", device="level-003")
    with pages.state.begin() as connection:
        latest.put(connection, [(Reading("level-003", NOW, {"battery_percent": 15.0, "distance": 700.0}), NOW)])
        frames.add(connection, heard)
        unknown_keys.add(connection, [UnknownKey("level-003", "fw_version", 1234, NOW - HOUR, NOW)])
        quarantine.keep(connection, [row], max_per_device=10)


def replays(state: State) -> list[str]:
    with state.read() as connection:
        return [job.key for job in jobs.waiting(connection, jobs.REPLAY, 9)]


def test_from_the_list_to_a_sensors_own_page_and_what_is_wrong_with_it(open_pages: Pages, page: Page) -> None:
    ail(open_pages)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{open_pages.url}/sensorer?lang=nb")
    page.get_by_role("link", name="Lavt batteri 1").click()
    row = page.get_by_role("region", name="Alle sensorer").get_by_role("row", name="Nivåmåler level-003")
    expect(row).to_contain_text("Lavt batteri")
    expect(row).to_contain_text("Mister mange meldinger")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nivåmåler level-003 har lavt batteri")
    health = page.get_by_role("region", name="Slik står det til")
    expect(health).to_contain_text("Sist hørt 14:45. Den skal sende med 1 time mellom hver gang.")
    expect(health).to_contain_text("Lavt batteri: 15 %")
    expect(health).to_contain_text("Trolig igjen: 4 måneder, slik")
    expect(health).to_contain_text("58 av 88 meldinger den siste uken kom ikke fram (65 %)")
    expect(health).to_contain_text("−131 dBm, signal over støy −14,5 dB")
    expect(page.get_by_role("table").filter(has_text="fw_version")).to_contain_text("1 234")
    expect(page.locator("[data-air-plot] canvas")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Prøv på nytt").click()
    expect(page.get_by_role("status").first).to_contain_text("prøves på nytt")
    assert replays(open_pages.state) == ["r1"]


def test_a_sensor_is_taken_out_of_use_and_not_proposed_again(open_pages: Pages, page: Page) -> None:
    page.goto(f"{open_pages.url}/sensorer/air-20?lang=nb")
    page.get_by_text("Ta sensoren ut av bruk").click()
    page.get_by_role("button", name="Ta Luftmåler air-20 ut av bruk").click()
    expect(page.get_by_role("status").first).to_have_text("air-20 er tatt ut av bruk.")
    with open_pages.state.read() as connection:
        registry = open_pages.app.state.services.registry(connection)
        assert registry.device("air-20", NOW) is None
        assert [proposal.id for proposal in proposals.rejected(connection, limit=9)] == ["air-20"]
        assert proposals.page(connection) == []
