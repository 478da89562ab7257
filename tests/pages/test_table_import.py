"""A town's own spreadsheet is registered on the page, without scripts too: looked at first, corrected, and known by name the next time."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.axe import violations
from tests.pages.served import Pages

pytestmark = pytest.mark.real("chromium")
TABLE = "Punkt;Breddegrad;Lengdegrad;Avfall;Volum;Montert\nNorth quay;59,268;10,407;Rest;660;20.11.2026 08:00\n"


def choose(page: Page, folder: Path, content: str) -> None:
    """Choose a table in Latin-1 on the page that asks for one, and have it looked at."""
    file = folder / "beholdere.csv"
    file.write_bytes(content.encode("latin-1"))
    page.get_by_label("Fil").set_input_files(file)
    page.get_by_role("button", name="Se hva som endres").click()


def test_a_table_is_mapped_corrected_registered_and_known_the_next_time(open_pages: Pages, page: Page, tmp_path: Path) -> None:
    page.goto(f"{open_pages.url}/sensorer")
    page.get_by_role("link", name="Registrer fra en tabell").click()
    assert violations(page) == []
    choose(page, tmp_path, TABLE.replace("59,268", "nord"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Velg kolonne for Navn eller adresse, Avfallstype")
    page.get_by_role("link", name="Avfallstype").click()
    expect(page.locator("#column-fraction")).to_be_focused()
    page.get_by_label("Navn eller adresse *").select_option("Punkt")
    page.get_by_label("Avfallstype *").select_option("Avfall")
    page.get_by_label("Husk kolonnene som").fill("renovasjon")
    page.get_by_role("button", name="Se igjen hva som endres").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Én rad må rettes")
    expect(page.get_by_role("alert")).to_contain_text("Rad 2, kolonnen Breddegrad: «nord»")
    assert violations(page) == []
    page.get_by_role("link", name="Velg en annen fil").click()
    choose(page, tmp_path, TABLE)
    page.get_by_label("Navn eller adresse *").select_option("Punkt")
    page.get_by_label("Avfallstype *").select_option("Avfall")
    page.get_by_label("Husk kolonnene som").fill("renovasjon")
    page.get_by_role("button", name="Se igjen hva som endres").click()
    expect(page.get_by_text("Ny: north-quay")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Registrer raden").click()
    expect(page.get_by_role("status")).to_have_text("1 er nye, 0 ble endret, og 0 er som før.")
    page.get_by_label("Kolonnene er som i").select_option("renovasjon")
    choose(page, tmp_path, TABLE.replace("660", "370"))
    expect(page.get_by_text("Volum i liter 660 → 370")).to_be_visible()


def test_it_works_on_a_phone_without_scripts_in_the_dark(open_pages: Pages, browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(
        locale="en-GB", java_script_enabled=False, viewport={"width": 390, "height": 844}, color_scheme="dark"
    ) as context:
        page = context.new_page()
        page.goto(f"{open_pages.url}/sensorer/tabell")
        page.get_by_label("a measuring site").check()
        (tmp_path / "sites.csv").write_text("name,lat,lon\nQuay,59.26,10.4\n")
        page.get_by_label("File").set_input_files(tmp_path / "sites.csv")
        page.get_by_role("button", name="See what would change").click()
        page.get_by_role("button", name="Register the row").click()
        expect(page.get_by_role("status")).to_have_text("1 are new, 0 were changed, and 0 are as they were.")
