"""A bin's page answers first, draws its month and its week, and has a label to print."""

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.duration import HOUR
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from storage.state.waste import bin_reports, bin_states
from tests.bin_judge import RULES
from tests.pages.axe import violations
from tests.pages.bin_history import give_history
from tests.pages.driving import plan_round
from tests.pages.served import Pages
from tests.pages.town import NOW

needs_chromium = pytest.mark.real("chromium")
DUE, OWN = "bin-001", "bin-003"
MARKS = 7  # three emptyings, two reports, a silence, a fault


@pytest.fixture
def own_pages(pages: Pages) -> Pages:
    give_history(pages, OWN)
    return pages


@needs_chromium
def test_the_headline_says_what_to_do_and_the_button_does_it(pages: Pages, page: Page) -> None:
    page.goto(f"{pages.url}/avfall?vis=must")
    row = page.get_by_role("table", name="Avfallsbeholdere").get_by_role("row").nth(1)
    name = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name} er nesten full og trenger bil senest 15:45")
    expect(page.get_by_role("button", name="Planlegg papir")).to_be_visible()
    page.goto(f"{pages.url}/avfall/bin-199")
    expect(page.get_by_role("heading", level=1)).to_contain_text("har vært stille siden i går")


def test_a_bin_on_a_round_is_no_alarm_and_one_with_room_says_when_it_will_be_full(open_pages: Pages) -> None:
    round_id = plan_round(open_pages)
    estimate = LevelEstimate(time=NOW, level=40.0, last_seen=NOW)
    state = replace(unknown_bin(OWN, RULES), estimate=estimate)
    full_at = (NOW + 19 * HOUR, NOW + 21 * HOUR, NOW + 23 * HOUR)
    with open_pages.state.begin() as connection:
        bin_states.put(connection, [(state, full_at)])
    with httpx.Client(base_url=open_pages.url, headers={"Accept-Language": "nb"}) as office:
        on_round, own = office.get(f"/avfall/{DUE}").text, office.get(f"/avfall/{OWN}").text
    assert re.search(r"<h1.*Nedre Langgate 1 tømmes på runden .*</h1>", on_round)
    assert f'href="/runder/{round_id}' in on_round
    assert "Kirkegata 1 er trolig full i morgen mellom 09 og 14" in own


@needs_chromium
def test_the_plot_is_drawn_and_the_same_facts_stand_in_tables(own_pages: Pages, page: Page) -> None:
    page.goto(f"{own_pages.url}/avfall/{OWN}")
    plot = page.get_by_role("img", name="Kurve over fyllingen med prognose")
    expect(plot).to_have_attribute("data-drawn", str(MARKS))
    expect(page.get_by_role("table", name="Prognose for den neste uken")).to_be_hidden()
    page.get_by_text("Vis som tabell").click()
    expect(page.get_by_role("table", name="Prognose for den neste uken")).to_be_visible()
    days = page.get_by_role("table", name="De siste 30 dagene")
    expect(days.get_by_role("row").nth(10)).to_contain_text("ingen måling")
    happened = page.get_by_role("table", name="Hva som har skjedd")
    expect(happened.get_by_role("row")).to_have_count(1 + MARKS)
    expect(happened).to_contain_text("Tømt, målt av sensoren (fra 97 % til 2 %)")
    expect(happened).to_contain_text("Tømt, meldt av mannskapet")
    expect(happened).to_contain_text("Sensoren sluttet å gi noe nivå")
    expect(page.get_by_role("region", name="Om beholderen")).to_contain_text("2 ganger de siste 30 dagene, sist 14:15")
    with own_pages.state.begin() as connection:
        bin_reports.add(connection, OWN, NOW - 1)
    expect(plot).to_have_attribute("data-drawn", str(MARKS + 1))  # by itself, and the words beside it follow
    expect(happened.get_by_role("row")).to_have_count(2 + MARKS)
    expect(days).to_be_visible()
    expect(plot.locator("canvas")).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(plot.locator("canvas")).to_have_js_property("clientWidth", plot.evaluate("plot => plot.clientWidth"))


@needs_chromium
def test_without_scripts_the_tables_are_open(own_pages: Pages, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{own_pages.url}/avfall/{OWN}")
        expect(page.get_by_role("table", name="Forecast for the coming week")).to_be_visible()
        expect(page.get_by_role("img", name="Curve of the fill")).to_be_hidden()


@needs_chromium
@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(390, "nb", "light"), (1280, "en", "dark"), (1280, "nb", "light"), (390, "en", "dark")]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    own_pages: Pages, page: Page, width: int, language: str, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for path in (f"avfall/{OWN}", f"avfall/{DUE}", f"avfall/{OWN}/etikett"):
        page.goto(f"{own_pages.url}/{path}{'&' if '?' in path else '?'}lang={language}")
        if path == f"avfall/{OWN}":
            expect(page.locator("#bin-plot")).to_have_attribute("data-drawn", str(MARKS))
            page.locator("#level-tables summary").click()
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


@needs_chromium
@pytest.mark.parametrize(("sheet", "millimetres"), [("a6", (105, 148)), ("a7", (74, 105))])
def test_the_label_is_one_sheet_with_both_languages(open_pages: Pages, page: Page, sheet: str, millimetres: tuple[int, int]) -> None:
    page.goto(f"{open_pages.url}/avfall/{OWN}/etikett?ark={sheet}&lang=nb")
    expect(page.get_by_role("main")).to_contain_text("Restavfall")
    expect(page.get_by_role("main")).to_contain_text("Residual waste")
    expect(page.get_by_role("img", name=f"QR-kode til {open_pages.url}/beholder/{OWN}/meld")).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True).decode("latin-1")
    sizes = [tuple(round(float(side) / 72 * 25.4) for side in box.split("]")[0].split()[2:]) for box in paper.split("/MediaBox [")[1:]]
    assert sizes == [millimetres]


def test_only_staff_see_a_bins_page(guarded_pages: Pages) -> None:
    for part in ("", "/plott.json", "/etikett"):
        assert httpx.get(f"{guarded_pages.url}/avfall/{OWN}{part}").status_code == 401
