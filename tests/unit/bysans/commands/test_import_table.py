"""`bysans import` takes a municipality's table as it is: its own columns, all rows or none, and first to be looked at."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from bysans.clock import now
from domain.device import Bin, Device, Site
from storage.state import registry
from storage.state.engine import State

BINS = (
    "Beholdernr;Adresse;Breddegrad;Lengdegrad;Fraksjon;Volum;Montert;Eier\nB-1;Torget 1;59,911;10,75;Rest;660;20.11.2026 08:00;Kommunen\n"
)
Import = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    State(f"sqlite:///{tmp_path / 'state.db'}").close()
    return tmp_path


@pytest.fixture
def take(folder: Path) -> Import:
    def take(content: str | bytes, *words: str, name: str = "table.csv") -> Result:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return CliRunner(env={"COLUMNS": "300"}).invoke(app, ["import", str(folder / name), *words, "--data-dir", str(folder)])

    return take


def things(folder: Path, kind: type[Site] | type[Bin] | type[Device]) -> list[Site | Bin | Device]:
    state = State(f"sqlite:///{folder / 'state.db'}")
    try:
        with state.read() as connection:
            return [*registry.page(connection, kind, at=now(), after="", limit=20_000)]
    finally:
        state.close()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_a_semicolon_table_with_norwegian_columns_commas_and_dates_is_taken(folder: Path, take: Import, encoding: str) -> None:
    result = take(BINS.replace("Torget", "Størst").encode(encoding), "--as", "bins")
    assert result.exit_code == 0, result.output
    assert "not read: Eier" in result.output
    assert "bins: 1 new, 0 changed, 0 as they were" in result.output
    (bin_,) = things(folder, Bin)
    assert isinstance(bin_, Bin)
    assert (bin_.id, bin_.name, bin_.lat, bin_.capacity_l, bin_.fraction) == ("B-1", "Størst 1", 59.911, 660, "Rest")
    assert bin_.valid_from == 1_795_158_000_000  # 2026-11-20T07:00:00Z


def test_an_xlsx_is_taken_with_its_numbers_and_dates(folder: Path, take: Import) -> None:
    book = openpyxl.Workbook()
    for row in (["Navn", "Lat", "Lon"], ["Torget", 59.911, 10.75], [None, None, None], ["Vippetangen", 59.9, 10.74]):
        book.active.append(row)
    book.save(folder / "sites.xlsx")
    result = take((folder / "sites.xlsx").read_bytes(), "--as", "sites", name="sites.xlsx")
    assert result.exit_code == 0, result.output
    assert [site.id for site in things(folder, Site)] == ["torget", "vippetangen"]


def test_a_dry_run_shows_what_would_change_and_changes_nothing(folder: Path, take: Import) -> None:
    take(BINS.replace(";20.11.2026 08:00", ";"), "--as", "bins")
    second = "B-2;Torget 2;59,912;10,75;Papir;370;;\n"
    result = take(BINS.replace(";20.11.2026 08:00", ";").replace("660", "370") + second, "--as", "bins", "--dry-run")
    assert "changed: B-1: capacity_l 660.0 → 370.0" in result.output
    assert "bins: 1 new, 1 changed, 0 as they were; this was a dry run, nothing was registered" in result.output
    (bin_,) = things(folder, Bin)
    assert isinstance(bin_, Bin)
    assert bin_.capacity_l == 660


def test_one_wrong_row_takes_none_and_names_row_and_column(folder: Path, take: Import) -> None:
    wrong = "B-2;Torget 2;nord;10,75;Rest;660;;\nB-3;Torget 3;59,9;10,75;;660;;\nB-1;Torget 1;59,9;10,75;Rest;660;20.11.2026 08:00;\n"
    result = take(BINS + wrong + "B-4;T;59,9;10,75;Rest;660;31.02.2026;\n", "--as", "bins")
    assert result.exit_code == 1
    assert "row 3, column 'Breddegrad' = 'nord': " in result.output
    assert "row 4, column 'Fraksjon': " in result.output
    assert "row 5: B-1 stands in row 2 already" in result.output
    assert "row 6, column 'Montert' = '31.02.2026': is no date" in result.output
    assert "nothing was registered" in result.output
    assert things(folder, Bin) == []


def test_columns_are_said_once_and_kept_by_name(folder: Path, take: Import) -> None:
    table = "Punkt,Y,X\nTorget,59.9,10.7\n"
    words = ("--as", "sites", "--column", "name=Punkt", "--column", "lat=Y", "--column", "lon=X")
    assert take(table, *words, "--keep", "kartet").exit_code == 0
    again = take(table.replace("Torget", "Kaia"), "--as", "sites", "--map", "kartet")
    assert again.exit_code == 0, again.output
    assert [site.id for site in things(folder, Site)] == ["kaia", "torget"]


def test_devices_get_what_the_table_lacks_from_the_command(folder: Path, take: Import) -> None:
    table = "DevEUI;Modell\n24E124713D012345;milesight/em400-mud\n"
    result = take(table, "--as", "devices", "--value", "kind=bin", "--value", "interval_s=3600")
    assert result.exit_code == 0, result.output
    (device,) = things(folder, Device)
    assert isinstance(device, Device)
    assert (device.id, device.dev_eui, device.model, device.interval_s) == (
        "24e124713d012345",
        "24e124713d012345",
        "milesight/em400-mud",
        3600,
    )


def test_a_model_that_is_nearly_known_is_told_with_its_row(take: Import) -> None:
    result = take("id;model\nd-1;milesight/em400-mdu\n", "--as", "devices", "--value", "kind=bin", "--value", "interval_s=3600")
    assert result.exit_code == 1
    assert "row 2, column 'model' = 'milesight/em400-mdu': 'milesight/em400-mdu' is not in the catalogue" in result.output
    assert "close to it: milesight/em400-mud" in result.output


@pytest.mark.parametrize(
    ("content", "words", "problem"),
    [
        ("a;b\n", (), "has no rows below a line of column names"),
        ("id;id\n1;2\n", (), "several columns of the name id"),
        ("navn;lat\nx;1\n", ("--column", "lon=Lengde"), "there is no column 'Lengde' for lon; there are navn, lat"),
        ("navn;lat\nx;1\n", ("--column", "where=navn"), "there is no field 'where'; there are id, name"),
        ("navn;lat\nx;1\n", ("--map", "none"), "no columns are kept under 'none'; nothing is kept yet"),
    ],
)
def test_what_cannot_be_used_is_told(take: Import, content: str, words: tuple[str, ...], problem: str) -> None:
    result = take(content, "--as", "sites", *words)
    assert (result.exit_code, problem in result.output) == (1, True), result.output


def test_a_file_that_is_no_spreadsheet_is_told(take: Import) -> None:
    result = take(b"PK\x03\x04 no spreadsheet", "--as", "sites", name="sites.xlsx")
    assert (result.exit_code, "cannot be read as XLSX" in result.output) == (1, True)


def test_ten_thousand_rows_are_taken(folder: Path, take: Import) -> None:
    rows = "".join(f"B-{n};Gate {n};59,9;10,75;Rest;660;;\n" for n in range(2, 10_001))
    result = take(BINS + rows, "--as", "bins")
    assert result.exit_code == 0, result.output
    assert "bins: 10000 new" in result.output


EUIS = ("24E124713D000001", "24E124713D000002")
SENSORS = ("--as", "devices", "--value", "kind=bin", "--value", "interval_s=3600", "--value", "model=generic")


def test_sensors_may_change_their_dev_euis_in_one_table_and_none_gets_anothers(folder: Path, take: Import) -> None:
    assert take(f"id;DevEUI\na;{EUIS[0]}\nb;{EUIS[1]}\n", *SENSORS).exit_code == 0
    freed = take(f"id;DevEUI\na;24E124713D000003\nb;{EUIS[0]}\n", *SENSORS)
    assert freed.exit_code == 0, freed.output
    assert [device.dev_eui for device in things(folder, Device) if isinstance(device, Device)] == ["24e124713d000003", EUIS[0].lower()]
    taken = take(f"id;DevEUI\nc;{EUIS[1]}\nd;{EUIS[1]}\n", *SENSORS)
    assert "row 3, column 'DevEUI' = '24E124713D000002': dev_eui 24e124713d000002 belongs to the device 'c'" in taken.output
    assert len(things(folder, Device)) == 2


@pytest.mark.timeout(60)  # not two minutes, as when each row looked at all devices again
def test_ten_thousand_sensors_are_taken(folder: Path, take: Import) -> None:
    rows = "".join(f"d-{number};24E124713D{number:06X}\n" for number in range(10_000))
    result = take(f"id;DevEUI\n{rows}", *SENSORS)
    assert "devices: 10000 new" in result.output
    again = take(f"id;DevEUI\n{rows}", *SENSORS)
    assert "devices: 0 new, 0 changed, 10000 as they were" in again.output


def test_the_same_table_again_opens_no_versions(folder: Path, take: Import) -> None:
    take(BINS, "--as", "bins")
    state = State(f"sqlite:///{folder / 'state.db'}")
    with state.read() as connection:
        before = registry.revision(connection)
    take(BINS, "--as", "bins")
    with state.read() as connection:
        assert registry.revision(connection) == before
    state.close()


def test_a_name_under_which_no_columns_can_be_kept_is_told_before_anything_is_registered(folder: Path, take: Import) -> None:
    result = take(BINS, "--as", "bins", "--keep", "til alle")
    assert (result.exit_code, "'til alle' cannot be the name of columns" in result.output) == (1, True)
    assert things(folder, Bin) == []


def test_a_required_column_that_is_missing_is_told_once(take: Import) -> None:
    result = take("Navn,Lat\nTorget,59.9\nKaia,59.8\n", "--as", "sites")
    assert result.exit_code == 1
    assert result.output.count("no column is lon, which every row needs") == 1
    assert "row " not in result.output.replace("every row needs", "")


@pytest.mark.parametrize(("lat", "reason"), [("95", "must be less than or equal to 90"), ("nord", "must be a number")])
def test_a_wrong_number_is_told_in_plain_words(take: Import, lat: str, reason: str) -> None:
    result = take(f"Navn,Lat,Lon\nTorget,{lat},10.7\n", "--as", "sites")
    assert f"row 2, column 'Lat' = '{lat}': {reason}\n" in result.output


def test_a_file_that_is_no_workbook_is_told_in_plain_words(take: Import) -> None:
    damaged, text = (take(content, "--as", "sites", name="sites.xlsx") for content in (b"PK\x03\x04Navn", "Navn,Lat\n"))
    assert "sites.xlsx: cannot be read as XLSX: it is no workbook, or damaged" in damaged.output
    assert "sites.xlsx: has no rows below a line of column names" in text.output, "it is what its bytes are, whatever its name"
