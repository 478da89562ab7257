"""The department finds the limit in danger, tries and changes an alert limit, and leaves a doubted hour out, by visible words alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from config.threshold_file import threshold_file
from domain.duration import HOUR, MINUTE
from domain.parameter import Flag
from domain.reading import Reading
from storage.state.air import quality
from storage.state.air.quality import Mark
from storage.state.alerts import thresholds
from storage.state.ingest import latest
from tests.pages.air_year import keep_year
from tests.pages.axe import violations
from tests.pages.served import Pages
from tests.pages.town import NOW

pytestmark = pytest.mark.real("chromium")
SITE, DEVICE = "site-10", "air-10"
_TRIED = "prov=1&kind=air&parameter=no2&averaging=hour&raise=40&clear=30&consecutive=1&share=75&severity=warning&enabled=1"
PATHS = (
    "/luft",
    "/luft/varselgrenser",
    f"/luft/varselgrenser/no2-high?{_TRIED}",
    f"/sted/{SITE}",
    f"/sted/{SITE}/kontroll",
    f"/sted/{SITE}/monster",
    f"/sted/{SITE}/rapport",
)
PEAK = NOW // HOUR * HOUR - 30 * HOUR


@pytest.fixture
def department(open_pages: Pages) -> Pages:
    """Torget with twelve hours of NO2 above 200 in its year, and one reading of 780 in its last week."""
    keep_year(open_pages.state, SITE, {"no2": lambda day, hour: 230.0 if day < 12 and hour == 8 else 20.0 + hour})
    readings = [Reading(DEVICE, PEAK + step * 10 * MINUTE, {"no2": 780.0 if step == 0 else 31.0}) for step in range(-600, 170)]
    assert open_pages.app.state.services.readings.write(readings) == []
    reason = "spike: 780 µg/m³ between 31 and 31, more than 150 from their mean"
    with open_pages.state.begin() as connection:
        for name, table in threshold_file().thresholds.items():
            thresholds.put(connection, table.threshold(name), by="bysans", now=NOW)
        latest.put(connection, [(readings[-1], NOW)])
        mark = Mark(device_id=DEVICE, time=PEAK, parameter="no2", flag=Flag.SUSPECT, reason=reason, rule_version="1")
        quality.replace(connection, [DEVICE], [], [mark])
    return open_pages


def test_the_limit_in_danger_leads_to_its_place_its_report_and_the_hour_in_doubt(department: Pages, page: Page) -> None:
    page.goto(f"{department.url}/i-dag")
    page.get_by_role("navigation").get_by_role("link", name="Luft").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("NO₂ timemiddel på Torget: 12 av 18 timer brukt")
    page.get_by_role("link", name="Åpne Torget").click()
    expect(page.get_by_role("heading", name="Grensene i 2026")).to_be_visible()
    page.get_by_role("link", name="Kontroller målingene").click()
    plot = page.get_by_role("img", name=re.compile("NO₂ fra"))
    expect(plot).to_have_attribute("data-drawn", re.compile(r"\d+"))
    expect(page.get_by_role("table").first).to_contain_text("kontrolleres: hopp til 780,0 µg/m³, mellom 31,0 og 31,0")
    box = plot.locator(".u-over").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 50, steps=5)
    page.mouse.up()
    page.get_by_label("Hvorfor").fill("lastebil på tomgang")
    expect(page.get_by_label("Fra", exact=True)).to_have_value(re.compile(r"2026-11-2\dT\d\d:\d\d"))
    page.get_by_role("button", name="Se hva som endres").click()
    expect(page.get_by_role("status")).to_contain_text("målinger teller ikke lenger")
    assert violations(page) == []
    page.get_by_role("button", name="Sett ut av kraft").click()
    expect(page.get_by_role("status")).to_contain_text("Perioden er satt ut av kraft.")
    page.get_by_role("button", name=re.compile("Angre")).click()
    expect(page.get_by_role("status")).to_contain_text("Perioden teller igjen.")


def test_an_alert_limit_is_tried_on_the_curve_saved_and_its_change_told(department: Pages, page: Page) -> None:
    page.goto(f"{department.url}/luft")
    page.get_by_role("link", name="Varselgrenser").click()
    page.get_by_role("row", name=re.compile("NO₂ timemiddel 200")).get_by_role("link").click()
    page.get_by_label(re.compile("Varsle ved")).fill("40")
    page.get_by_label(re.compile("Over når under")).fill("30")
    page.get_by_role("button", name="Prøv på de siste 30 dagene").click()
    expect(page.get_by_role("status")).to_contain_text("Denne grensen hadde gitt 31 varsler. Ett ville vært åpent nå.")
    expect(page.get_by_role("img", name=re.compile("NO₂ timemiddel ved Torget"))).to_have_attribute("data-drawn", re.compile(r"\d+"))
    expect(page.get_by_role("table", name="Varslene, nyeste først")).to_contain_text("Torget")
    assert violations(page) == []
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("status")).to_have_text("Varselgrensen er lagret.")
    page.get_by_role("row", name=re.compile("NO₂ timemiddel 40 µg")).get_by_role("link").click()
    expect(page.get_by_text("Varsle ved: 200 µg/m³ → 40 µg/m³")).to_be_visible()


def test_axe_finds_nothing_on_the_departments_pages_with_a_year_of_air(department: Pages, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{department.url}/luft?grenser=eu-2030")  # seven limits side by side
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    page.set_viewport_size({"width": 390, "height": 900})
    wrong: dict[str, object] = {}
    for path in PATHS:
        page.goto(f"{department.url}{path}{'&' if '?' in path else '?'}lang=nb")
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        found, wide = violations(page), page.evaluate("document.documentElement.scrollWidth")
        wrong |= {path: (found, wide)} if found or wide != 390 else {}
    assert wrong == {}
