"""Lists as municipalities export them are read, and all that was left out or assumed is noted with its line."""

from collections.abc import Sequence
from datetime import date

import pytest

from api.table_import.columns import ColumnMap
from api.table_import.problems import TableError
from api.table_import.table_file import read_table
from bysans.dryrun.list_columns import BIN_FIELDS, EMPTYING_FIELDS, chosen_columns
from bysans.dryrun.list_tables import WANTED
from bysans.dryrun.town_list.named_table import NamedTable
from bysans.dryrun.town_list.read_list import read_list
from config.plan import load_plan
from config.practice import load_practice
from domain.dryrun.doubt import Doubt
from domain.dryrun.emptying_list import EmptyingList

TODAY = date(2026, 11, 30).toordinal()


def table(text: str, file: str = "emptyings") -> NamedTable:
    fields = EMPTYING_FIELDS if file == "emptyings" else BIN_FIELDS
    read = read_table(text.encode("cp1252"), "list.csv", wanted=WANTED["emptyings"])
    return NamedTable(file=file, table=read, columns=chosen_columns(ColumnMap(), ColumnMap(), read.columns, fields))


def read(emptyings: str, bins: str | None = None) -> tuple[EmptyingList, Sequence[Doubt]]:
    assumed = load_practice().assumed
    return read_list(table(emptyings), None if bins is None else table(bins, "bins"), load_plan(), assumed, today=TODAY)


def kinds(doubts: Sequence[Doubt]) -> set[tuple[str, int]]:
    return {(doubt.kind, doubt.line) for doubt in doubts}


def test_an_export_with_titles_units_and_norwegian_names_is_read() -> None:
    listed, doubts = read(
        "Tømmerapport 2026;;;;;;\nUttrekk 1. mars;;;;;;\n\n"
        "Beholder;Dato;Tid;Fyllingsgrad (%);Avviksårsak;UTM32 Øst;UTM32 Nord\n"
        "B 1;03.02.2026;07:15;75;;597423,12;6642867,55\nB 1;06.02.2026;07.20;100;Ikke tømt, låst port;597423,12;6642867,55\n"
        "B 1;9.2.26;0730;50;Overfylt;;\n"
    )
    bin_ = listed.bins[0]
    assert bin_.place is not None
    assert (round(bin_.place.lat, 4), round(bin_.place.lon, 4)) == (59.9118, 10.7421)
    visits = listed.visits["B 1"]
    assert [(visit.line, visit.day, visit.second, visit.emptied) for visit in visits] == [
        (5, 0, 26_100, True), (6, 3, 26_400, False), (7, 6, 27_000, True),
    ]  # fmt: skip
    assert kinds(doubts) == {("not_emptied_with_fill", 6), ("no_capacity", 0), ("no_fraction", 0)}


def test_fractions_of_which_a_spreadsheet_has_made_dates_are_told() -> None:
    listed, doubts = read("Beholder;Tømt;Fylling\nA;1.1.2026;2026-04-03\nA;2.1.2026;1/2\n")
    assert [visit.fill and visit.fill.middle for visit in listed.visits["A"]] == [0.75, 0.5]
    assert ("dated_fills", 0) in kinds(doubts)


def test_a_swedish_list_is_read_as_it_is() -> None:
    listed, doubts = read(
        "Kärl;Hämtad;Fyllnadsgrad;Avvikelse;Vikt ton;Volym;SWEREF99 TM Norr;SWEREF99 TM Öst\n"
        "K1;3 maj 2026 07:15;halvfull;;;0,66 m3;6580000;674000\nK1;2026-05-10 07:20;full;ej tömd;;;;\n"
        "K2;2026-05-10;;;0,033;660 liter;6580100;674000\n"
    )
    (first, second), (weighed,) = listed.visits["K1"], listed.visits["K2"]
    assert (first.second, first.fill and first.fill.middle, second.emptied) == (26_100, 0.5, False)
    assert weighed.fill is not None
    assert {bin_.capacity_l for bin_ in listed.bins} == {660}
    assert [bin_.place and (round(bin_.place.lat, 1), round(bin_.place.lon, 1)) for bin_ in listed.bins] == [(59.3, 18.1), (59.3, 18.1)]
    assert ("not_emptied_with_fill", 3) in kinds(doubts)


def test_what_is_still_to_come_and_a_year_mistyped_are_left_out() -> None:
    rows = "".join(f"B1;{day:02}.11.2026;50\n" for day in range(1, 29))
    listed, doubts = read(f"Beholder;Tømt;Fylling\n{rows}B1;01.12.2026;50\nB1;11.11.2016;50\n")
    assert listed.days == 28
    assert {("future", 30), ("far_time", 31)} <= kinds(doubts)


def test_bins_are_the_same_whichever_way_a_spreadsheet_writes_them() -> None:
    listed, doubts = read(
        "Beholder;Tømt\n007;1.1.2026\nb-2;1.1.2026\n8.0;1.1.2026\n",
        "Beholder;Breddegrad;Lengdegrad\n7;59,9;10,7\nB-2;59,9;10,7\n8;59,9;10,7\n",
    )
    assert [bin_.id for bin_ in listed.bins] == ["7", "8", "B-2"]
    assert all(bin_.place for bin_ in listed.bins)
    assert not [doubt for doubt in doubts if doubt.kind == "unlisted_bin"]


def test_of_a_trucks_positions_the_middle_is_the_bins_and_one_far_away_is_none() -> None:
    listed, doubts = read(
        "Beholder;Tømt;lat;lon\nA;1.1.2026;59.90;10.70\nA;2.1.2026;59.91;10.71\nA;3.1.2026;59.99;10.79\nB;1.1.2026;59.9;10.7\nC;1.1.2026;5.99;10.7\n"
    )
    places = [bin_.place for bin_ in listed.bins]
    assert places[0] is not None
    assert (places[0].lat, places[0].lon) == (59.91, 10.71)
    assert places[2] is None
    assert ("far_place", 6) in kinds(doubts)


def test_coordinates_in_utm_without_a_zone_are_taken_as_the_countrys() -> None:
    _, doubts = read("Beholder;Tømt;X;Y\nA;1.1.2026;262034;6649215\n")
    assert [doubt.assumed for doubt in doubts if doubt.kind == "utm_zone"] == ["UTM 33"]


def test_a_list_with_addresses_alone_has_bins_without_positions() -> None:
    listed, doubts = read("Adresse;Tømt dato\nStorgata 1;1.1.2026\nStorgata 1;3.1.2026\n")
    assert [(bin_.id, bin_.place) for bin_ in listed.bins] == [("Storgata 1", None)]
    assert ("no_place", 0) in kinds(doubts)


@pytest.mark.parametrize(
    ("heading", "weight", "middle"), [("Vekt (kg)", "33", 0.5), ("Vekt tonn", "0,033", 0.5), ("Vekt", "0", None), ("Vekt", "9000", None)]
)
def test_a_weight_alone_tells_the_fill(heading: str, weight: str, middle: float | None) -> None:
    density = load_plan().density("restavfall")
    listed, doubts = read(f"Beholder;Tømt;{heading};Volum\nA;1.1.2026;{weight};{66 / density:.0f} l\n")
    fill = listed.visits["A"][0].fill
    assert (fill.middle if fill else None) == (None if middle is None else pytest.approx(middle, abs=0.01))
    assert bool({kind for kind, _ in kinds(doubts)} & {"zero_weight", "bad_weight"}) == (middle is None)


@pytest.mark.parametrize(
    ("text", "litres"), [("660", 660), ("660 l", 660), ("0,66 m3", 660), ("4-hjuls 660 liter", 660), ("1 000 L", 1000)]
)
def test_a_volume_is_litres_however_it_is_written(text: str, litres: float) -> None:
    assert read(f"Beholder;Tømt;Volum\nA;1.1.2026;{text}\n")[0].bins[0].capacity_l == litres


def test_a_column_that_numbers_the_rows_names_no_bins() -> None:
    rows = "".join(f"{number};{1 + number % 28}.11.2026\n" for number in range(30))
    with pytest.raises(TableError, match="each row has another 'ID'"):
        read(f"ID;Tømt\n{rows}")


def test_one_bin_and_one_emptying_are_a_list() -> None:
    listed, _ = read("Beholder;Tømt\nA;1.1.2026\n")
    assert (len(listed.bins), listed.days) == (1, 1)
