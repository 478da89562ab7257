"""Somebody with a list gets the answer on the page: the same bytes as from the command, without scripts too, and may call it off."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from bysans.__main__ import app
from tests.pages.axe import violations
from tests.pages.served import Pages
from tests.unit.bysans.dryrun.lists import write_bins, write_list

pytestmark = pytest.mark.real("chromium")
LONG_MS = 240_000


def hand_in(page: Page, folder: Path) -> tuple[Path, Path]:
    """Choose a list and its bins, and begin."""
    emptyings, bins = write_list(folder), write_bins(folder)
    page.get_by_label("Liste over tømminger").set_input_files(emptyings)
    page.get_by_label("Beholderne").set_input_files(bins)
    page.get_by_role("button", name="Regn ut").click()
    return emptyings, bins


def test_a_list_is_handed_in_followed_and_answered_as_the_command_answers(open_pages: Pages, page: Page, tmp_path: Path) -> None:
    page.goto(f"{open_pages.url}/effekt")
    page.get_by_role("link", name="Hva ville Bysans spart?").click()
    assert violations(page) == []
    emptyings, bins = hand_in(page, tmp_path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Regner …")
    assert violations(page) == []
    expect(page.get_by_role("link", name="Les svaret på én side")).to_be_visible(timeout=LONG_MS)
    assert violations(page) == []
    page.get_by_role("link", name="Les svaret på én side").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("12 beholdere")
    assert violations(page) == []
    result = CliRunner().invoke(app, ["dryrun", str(emptyings), "--bins", str(bins), "--out", str(tmp_path / "out"), "--processes", "1"])
    assert result.exit_code == 0
    shown = httpx.get(page.url).content
    assert shown == (tmp_path / "out" / "rapport.html").read_bytes()


def test_a_run_is_followed_without_scripts_and_called_off(open_pages: Pages, browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(locale="nb-NO", java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{open_pages.url}/provaar")
        hand_in(page, tmp_path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Regner …")
        page.get_by_role("button", name="Avbryt").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Avbrutt")


def test_a_list_that_cannot_be_read_says_why(open_pages: Pages, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("hva;når\na;1.1.2025\n", encoding="utf-8")
    page.goto(f"{open_pages.url}/provaar")
    page.get_by_label("Liste over tømminger").set_input_files(file)
    page.get_by_role("button", name="Regn ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lista kunne ikke regnes på", timeout=LONG_MS)
    expect(page.get_by_text("no column says which bin it is")).to_be_visible()
