"""The bins as list and map: the same facts, narrowed alike, and what waits for a truck with why."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.axe import violations
from tests.pages.collecting import raise_trigger
from tests.pages.maps import drawn, tap
from tests.pages.served import Pages, serve

pytestmark = pytest.mark.real("chromium")
ALL = 200


def test_the_headline_and_a_line_a_fraction_say_what_needs_a_truck_and_until_when(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall")
    expect(page.get_by_role("heading", level=1)).to_have_text("9 beholdere med papir trenger bil senest 15:45")
    paper = page.get_by_role("table", name="Avfallstypene").get_by_role("row", name="Papir")
    expect(paper.get_by_role("cell").first).to_have_text("9")
    expect(paper.get_by_role("button", name="Planlegg")).to_be_visible()


def shown(page: Page) -> list[str]:
    """Return the names that the map shows, in order."""
    names: list[str] = page.evaluate("document.querySelector('.map-frame').shown.now.map((point) => point.name).sort()")
    return names


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_chosen_narrows_list_and_map_alike_and_stands_in_the_address(pages: Pages, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{pages.url}/avfall")
    drawn(page, ALL)
    table = page.get_by_role("table", name="Avfallsbeholdere")
    rows = table.get_by_role("row")
    page.get_by_label("Avfallstype", exact=True).select_option("papir")
    drawn(page, 67)
    expect(page.get_by_label("Alle 67")).to_be_checked()
    page.get_by_label("Må 9").check()
    drawn(page, 9)
    expect(rows).to_have_count(1 + 9)
    names = [row.get_by_role("link").first.inner_text() for row in rows.all()[1:]]
    assert sorted(names) == shown(page)
    assert page.url.endswith("/avfall?avfall=papir&lang=nb&vis=must")
    page.reload()
    drawn(page, 9)
    expect(rows).to_have_count(1 + 9)
    expect(page.get_by_label("Må 9")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_label("Avfallstype", exact=True).select_option("restavfall")
    drawn(page, 0)
    expect(rows.last).to_have_text("Ingen beholdere passer til det du har valgt.")
    assert violations(page) == []


def test_the_list_is_turned_a_page_at_a_time_and_a_tap_shows_what_its_row_says(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall")
    drawn(page, ALL)
    expect(page.get_by_text("1–50 av 200")).to_be_visible()
    page.get_by_role("button", name="Neste").click()
    expect(page.get_by_text("51–100 av 200")).to_be_visible()
    assert page.url.endswith("/avfall?lang=nb&side=2")
    row = page.get_by_role("table", name="Avfallsbeholdere").get_by_role("row").nth(1)
    name, fill = row.get_by_role("link").first.inner_text(), row.get_by_role("cell").first.inner_text()
    lat, lon = page.evaluate(
        "(name) => { const p = document.querySelector('.map-frame').shown.now.find((p) => p.name === name); return [p.lat, p.lon] }", name
    )
    tap(page, lat, lon)
    card = page.locator(".leaflet-popup .bin-card").filter(has=page.get_by_role("link", name=name, exact=True))
    expect(card).to_contain_text(fill)
    page.get_by_label("Må 9").check()
    expect(page.get_by_text("av 200")).to_have_count(0)
    assert page.url.endswith("/avfall?lang=nb&vis=must"), "another choice begins at its first page"


def test_list_and_map_go_on_together_when_a_bin_changes(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall?vis=must")
    drawn(page, 9)
    raise_trigger(pages, "restavfall")
    page.evaluate("htmx.trigger('#now', 'seen')")
    drawn(page, 14)
    expect(page.get_by_role("table", name="Avfallsbeholdere").get_by_role("row")).to_have_count(1 + 14)
    expect(page.get_by_label("Må 14")).to_be_checked()


def test_without_scripts_the_list_is_narrowed_and_turned_by_its_buttons(pages: Pages, browser: Browser) -> None:
    with browser.new_context(locale="nb-NO", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{pages.url}/avfall")
        page.get_by_label("Avfallstype", exact=True).select_option("papir")
        page.get_by_role("button", name="Vis", exact=True).click()
        expect(page.get_by_label("Alle 67")).to_be_checked()
        page.get_by_role("button", name="Neste").click()
        expect(page.get_by_text("51–67 av 67")).to_be_visible()
        expect(page.get_by_label("Avfallstype", exact=True)).to_have_value("papir")


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
    street = {"type": "Feature", "properties": {"kind": "street", "name": "Storgata"}, "geometry": line}
    bins_at = [(10.39 + n * 11 % 30 / 700, 59.26 + n * 7 % 20 / 1000) for n in range(0, 200, 20)]  # names lie where bins stand
    places = [
        {"type": "Feature", "properties": {"kind": "place", "name": f"Plass {n}"}, "geometry": {"type": "Point", "coordinates": at}}
        for n, at in enumerate(bins_at)
    ]
    town.write_text(json.dumps({"type": "FeatureCollection", "features": [street, *places]}))
    with serve(tmp_path / "data", town=town_file, open_pages=True) as pages:
        object.__setattr__(pages.app.state.services.settings.pages, "town_map", town)
        page.goto(f"{pages.url}/avfall")
        drawn(page, ALL)
        expect(page.locator(".map-name-street")).to_have_text("Storgata")
        assert page.evaluate(_NAMES_ON_MARKS) == []
        assert violations(page) == []


# The names to be seen that lie on a mark of the map.
_NAMES_ON_MARKS = """() => {
    const { map } = document.querySelector(".map-frame").shown, frame = map.getContainer().getBoundingClientRect(), marks = []
    map.eachLayer((layer) => layer.getRadius && marks.push([map.latLngToContainerPoint(layer.getLatLng()), layer.getRadius()]))
    const lies = ({ left, right, top, bottom }) => marks.some(([{ x, y }, r]) =>
        frame.left + x + r > left && frame.left + x - r < right && frame.top + y + r > top && frame.top + y - r < bottom)
    const seen = [...document.querySelectorAll(".map-name-place:not(.map-name-away) > span")]
    return seen.filter((name) => lies(name.getBoundingClientRect())).map((name) => name.textContent)
}"""
