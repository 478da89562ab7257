"""Before anything is worked out, a list says of how many bins it knows the place, what the others cost, and which UTM zone is taken."""

import pytest

from api.table_import.columns import ColumnMap
from api.table_import.table_file import read_table
from bysans.dryrun.list_columns import BIN_FIELDS, EMPTYING_FIELDS, guessed
from bysans.dryrun.list_tables import WANTED
from bysans.dryrun.place_look import place_look
from bysans.dryrun.town_list.named_table import NamedTable
from config.practice import load_practice

EMPTYINGS = "Beholder;Tømt\nA;1.1.2026\nb;1.1.2026\nC;1.1.2026\nD;2.1.2026\nA;2.1.2026\n"
HEAD = "Beholder;Breddegrad;Lengdegrad\n"


def look(emptyings: str, bins: str | None = None, zone: str = "") -> dict:
    values = {"utm_zone": zone} if zone else {}

    def named(file: str, text: str, fields: dict) -> NamedTable:
        table = read_table(text.encode(), "a.csv", wanted=WANTED["emptyings"])
        return NamedTable(file=file, table=table, columns=ColumnMap(values=values).over(guessed(table.columns, fields)))

    of_bins = None if bins is None else named("bins", bins, BIN_FIELDS)
    return dict(place_look(named("emptyings", emptyings, EMPTYING_FIELDS), of_bins, load_practice().assumed))


def test_where_every_bin_has_a_place_nothing_is_said() -> None:
    seen = look(EMPTYINGS, HEAD + "".join(f"{name};59,9;10,7\n" for name in "aBcDX"))
    assert (seen["bins"], seen["placed"], seen["is_enough"], seen["said"], seen["doubts"], seen["zone"]) == (4, 4, True, {}, [], None)


@pytest.mark.parametrize(
    ("placed", "is_enough", "nb", "en"),
    [
        (
            "ABC",
            True,
            "1 av 4 beholdere har ingen posisjon. De får like mye vei",
            "1 of 4 bins have no position. They are given as much way",
        ),
        ("AB", True, "2 av 4 beholdere har ingen posisjon.", "2 of 4 bins have no position."),
        (
            "A",
            False,
            "Vi finner posisjonen til bare 1 av 4 beholdere. Da kan vi ikke si",
            "We find the position of only 1 of 4 bins. Then we cannot",
        ),
        (
            "",
            False,
            "Vi finner ingen posisjon for noen av beholderne (4). Da kan vi ikke si",
            "We find no position for any of the bins (4).",
        ),
    ],
)
def test_what_bins_without_a_place_cost_is_said_in_each_language(placed: str, is_enough: bool, nb: str, en: str) -> None:
    seen = look(EMPTYINGS, HEAD + "".join(f"{name};{'59,9' if name in placed else ''};10,7\n" for name in "ABCD"))
    assert (seen["placed"], seen["is_enough"]) == (len(placed), is_enough)
    assert seen["said"]["nb"].startswith(nb)
    assert seen["said"]["en"].startswith(en)


def test_addresses_are_no_places() -> None:
    seen = look("Adresse;Tømt\nStorgata 1;1.1.2026\nKirkegata 2;1.1.2026\n")
    assert (seen["bins"], seen["placed"]) == (2, 0)
    assert "En adresse er ikke nok" in seen["said"]["nb"]


def test_metres_say_which_zone_is_taken_and_doubt_it_where_it_has_the_bins_outside_norway() -> None:
    metres = "Beholder;X;Y\n" + "".join(f"{name};597423;6642867\n" for name in "ABCD")
    assumed, said = look(EMPTYINGS, metres), look(EMPTYINGS, metres, "32")
    assert (assumed["zone"]["zone"], assumed["zone"]["from"], assumed["zone"]["zones"]) == (33, "nobody", [31, 32, 33, 34, 35, 36])
    assert [doubt["nb"].partition(":")[0].partition(".")[0] for doubt in assumed["doubts"]] == [
        "koordinatene er UTM uten sone",
        "med UTM 33 står beholderne utenfor Norge",
    ]
    assert (said["zone"]["zone"], said["zone"]["from"], said["doubts"]) == (32, "reader", [])


def test_a_list_whose_bins_no_column_names_says_nothing() -> None:
    assert look("hva;når\na;b\n") == {}
