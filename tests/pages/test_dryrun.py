"""Somebody with a list gets the answer on the page: the same bytes as from the command, without scripts too, and may call it off."""

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import httpx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from bysans.__main__ import app
from config.texts import LANGUAGES, Language
from domain.dryrun.bin_verdict import BinVerdict, Verdict
from domain.dryrun.doubt import Doubt, Kind
from domain.dryrun.spread import Interval
from domain.dryrun.study import POLICIES
from reports.dryrun.answer import FIGURES, RankedBin
from reports.dryrun.html_page import html
from tests.pages.axe import violations
from tests.pages.served import Pages
from tests.unit.bysans.dryrun.lists import write_bins, write_list
from tests.unit.reports.dryrun.test_html_page import ANSWER

pytestmark = pytest.mark.real("chromium")
LONG_MS = 240_000


def hand_in(page: Page, folder: Path) -> tuple[Path, Path]:
    """Choose a list and its bins, and begin."""
    emptyings, bins = write_list(folder), write_bins(folder)
    page.get_by_label("Liste over tømminger").set_input_files(emptyings)
    page.get_by_label("Beholderne").set_input_files(bins)
    page.get_by_role("button", name="Gå videre").click()
    return emptyings, bins


def test_a_list_is_handed_in_followed_and_answered_as_the_command_answers(open_pages: Pages, page: Page, tmp_path: Path) -> None:
    page.goto(f"{open_pages.url}/effekt")
    page.get_by_role("link", name="Hva ville Bysans spart?").click()
    assert violations(page) == []
    emptyings, bins = hand_in(page, tmp_path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvilken kolonne er hva?")
    expect(page.get_by_label("Når den ble tømt")).to_have_value("Tømt dato")
    assert violations(page) == []
    page.get_by_role("button", name="Regn ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regner …")
    assert violations(page) == []
    expect(page.get_by_role("link", name="Les svaret på én side")).to_be_visible(timeout=LONG_MS)
    assert violations(page) == []
    page.get_by_role("link", name="Les svaret på én side").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("alle 12 beholderne")
    assert violations(page) == []
    result = CliRunner().invoke(app, ["dryrun", str(emptyings), "--bins", str(bins), "--out", str(tmp_path / "out"), "--processes", "1"])
    assert result.exit_code == 0
    shown = httpx.get(page.url).content
    assert shown == (tmp_path / "out" / "rapport.html").read_bytes()


def write_workbook(folder: Path) -> Path:
    """Write the list as a clerk has it: a title, the bins in a second sheet, their places in metres of zone 32."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Tømminger 2025, uttrekk 12.01.2026"])
    for line in write_list(folder).read_text(encoding="utf-8").splitlines():
        book.active.append(line.split(";"))
    bins = book.create_sheet("Beholdere")
    bins.append(["Beholdernr", "Volum", "Øst", "Nord"])
    for number in range(11):
        bins.append([f"B{number}", "660 liter", 597_423 + 150 * number, 6_642_867])
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def test_a_workbook_with_both_tables_says_what_its_positions_lack_before_it_is_worked_out(
    open_pages: Pages, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{open_pages.url}/provaar")
    page.get_by_label("Liste over tømminger").set_input_files(write_workbook(tmp_path))
    page.get_by_role("button", name="Gå videre").click()
    expect(page.get_by_text("Beholderne (arket «Beholdere»)")).to_be_visible()
    expect(page.get_by_text("I Norge står de med sone 32.")).to_be_visible()
    expect(page.get_by_text("1 av 12 beholdere har ingen posisjon.")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("UTM-sone").select_option("32")
    page.get_by_role("button", name="Regn ut").click()
    expect(page.get_by_role("link", name="Les svaret på én side")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("UTM 33")).to_have_count(0)
    page.get_by_role("link", name="Velg kolonner på nytt").click()
    expect(page.get_by_label("UTM-sone")).to_have_value("32")


def test_what_is_no_table_is_named_where_it_was_chosen(open_pages: Pages, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "tømminger.csv"
    file.write_bytes(b"%PDF-1.7")
    with browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844}) as context:  # its console tells of the 422
        page = context.new_page()
        page.goto(f"{open_pages.url}/provaar")
        page.get_by_label("Liste over tømminger").set_input_files(file)
        page.get_by_role("button", name="Gå videre").click()
        expect(page.get_by_role("alert")).to_contain_text("«tømminger.csv» er en PDF.")
        assert violations(page) == []


def test_a_run_is_followed_without_scripts_and_called_off(open_pages: Pages, browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(locale="nb-NO", java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{open_pages.url}/provaar")
        hand_in(page, tmp_path)
        page.get_by_role("button", name="Regn ut").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Regner …")
        page.get_by_role("button", name="Avbryt").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Avbrutt")


def test_a_list_that_cannot_be_read_says_why(open_pages: Pages, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("hva;når\na;i går\n", encoding="utf-8")
    page.goto(f"{open_pages.url}/provaar")
    page.get_by_label("Liste over tømminger").set_input_files(file)
    page.get_by_role("button", name="Gå videre").click()
    page.get_by_label("Hvilken beholder").select_option("hva")
    page.get_by_label("Når den ble tømt").select_option("når")
    page.get_by_role("button", name="Regn ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lista kunne ikke regnes på", timeout=LONG_MS)
    expect(page.get_by_text("Ingen rad sier både hvilken beholder som ble tømt, og når.")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_sheet_is_one_a4(browser: Browser, tmp_path: Path, language: Language) -> None:
    parts = [*(f"area:Bydel nummer {number}" for number in range(6)), *(f"season:{season}" for season in ("winter", "summer"))]
    kinds: tuple[Verdict, ...] = ("overflows_anyway", "too_small", "too_many", "longer", "unknown")
    verdicts = [BinVerdict(bin_id=f"Beholder-{number:05}", verdict=kind) for kind in kinds for number in range(20)]
    doubts = [Doubt(file="emptyings", line=1, kind=kind) for kind in get_args(Kind)]
    large = Interval(middle=2_345_678.0, low=2_123_456.0, high=2_987_654.0)
    full = replace(
        ANSWER,
        policies={policy: dict.fromkeys(FIGURES, large) for policy in POLICIES},
        parts=dict.fromkeys(parts, ANSWER.policies), verdicts=verdicts, doubts=doubts,
        ranking=[RankedBin(bin_id=f"Beholder-{number:05}", saving_year=1.0) for number in range(20)],
    )  # fmt: skip
    file = tmp_path / "sheet.html"
    file.write_text(html(full, language), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(file.as_uri())
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
        assert violations(page) == []
        page.set_viewport_size({"width": 700, "height": 1000})
        page.emulate_media(media="print")  # on paper as narrow as A4 between its margins
        assert page.locator(".beside").evaluate("element => getComputedStyle(element).gridTemplateColumns.split(' ').length") == 2
