"""The bins as list and map: the same facts, narrowed alike, and what waits for a truck with why."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.collecting import raise_trigger
from tests.pages.served import Pages, serve
from tests.pages.test_first_page import violations

pytestmark = pytest.mark.real("chromium")
ALL = 200


def drawn(page: Page, count: int) -> None:
    """Wait until the map shows so many bins."""
    expect(page.get_by_role("region", name="Kart over beholderne. Listen viser det samme.")).to_have_attribute("data-drawn", str(count))


def test_the_headline_and_a_line_a_fraction_say_what_needs_a_truck_and_until_when(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall")
    expect(page.get_by_role("heading", level=1)).to_have_text("9 beholdere med papir trenger bil senest 15:45")
    paper = page.get_by_role("table", name="Avfallstypene").get_by_role("row", name="Papir")
    expect(paper.get_by_role("cell").first).to_have_text("9")
    expect(paper.get_by_role("button", name="Planlegg")).to_be_visible()


def test_map_and_list_are_narrowed_alike(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall")
    drawn(page, ALL)
    page.get_by_label("Må 9").check()
    drawn(page, 9)
    rows = page.get_by_role("table", name="Avfallsbeholdere").get_by_role("row")
    expect(rows).to_have_count(1 + 9)
    page.get_by_label("Avfallstype", exact=True).select_option("restavfall")
    drawn(page, 0)
    expect(rows.last).to_have_text("Ingen beholdere passer til det du har valgt.")


def test_without_scripts_the_list_is_narrowed_by_its_button(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall?vis=must&avfall=papir")
    expect(page.get_by_role("table", name="Avfallsbeholdere").get_by_role("row")).to_have_count(1 + 9)
    expect(page.get_by_label("Må 9")).to_be_checked()


def test_a_tap_on_the_map_shows_what_the_list_says(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall?vis=must")
    drawn(page, 9)
    row = page.get_by_role("table", name="Avfallsbeholdere").get_by_role("row").nth(1)
    first = row.get_by_role("rowheader").inner_text()
    points = {point["name"]: point for point in page.evaluate("fetch('/avfall/kart.json').then(answer => answer.json())")["points"]}
    name = next(name for name in points if name in first)
    card = page.request.get(pages.url + points[name]["row"]).text()
    assert row.get_by_role("cell").first.inner_text().split(",")[0] in card
    canvas = page.locator(".list-map canvas").last
    for _ in range(6):  # nearer, until the middle bin stands alone
        page.get_by_role("button", name="Zoom inn").click()
    assert canvas.is_visible()


def test_where_tiles_fail_the_page_says_so_and_keeps_the_bins(tmp_path: Path, town_file: Path, page: Page) -> None:
    with serve(tmp_path, town=town_file, open_pages=True) as pages:
        raise_trigger(pages)
        tiles = f"{pages.url}/nowhere/{{z}}/{{x}}/{{y}}.png"
        object.__setattr__(pages.app.state.services.settings.pages, "tiles", tiles)
        page.route("**/nowhere/**", lambda route: route.fulfill(status=204))
        page.goto(f"{pages.url}/avfall")
        expect(page.get_by_text("Bakgrunnskartet svarer ikke. Punktene vises likevel.")).to_be_visible()
        drawn(page, ALL)


def test_the_simulated_towns_own_map_lies_behind(tmp_path: Path, town_file: Path, page: Page) -> None:
    town = tmp_path / "town-map.json"
    line = {"type": "LineString", "coordinates": [[10.39, 59.26], [10.42, 59.27]]}
    feature = {"type": "Feature", "properties": {"kind": "street", "name": "Storgata"}, "geometry": line}
    town.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with serve(tmp_path / "data", town=town_file, open_pages=True) as pages:
        object.__setattr__(pages.app.state.services.settings.pages, "town_map", town)
        page.goto(f"{pages.url}/avfall")
        drawn(page, ALL)
        expect(page.locator(".map-name-street")).to_have_text("Storgata")
        assert violations(page) == []
