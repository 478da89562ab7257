"""Columns are guessed from their names, the best name first, and what was kept for the same names is not guessed."""

import pytest

from api.table_import.columns import ColumnMap
from api.table_import.problems import TableError
from bysans.dryrun.list_columns import BIN_FIELDS, EMPTYING_FIELDS, chosen_columns, guessed


@pytest.mark.parametrize(
    ("columns", "guess"),
    [
        (["ID", "Beholder-nr.", "Tømt"], {"bin": "Beholder-nr.", "time": "Tømt"}),
        (["Container", "Dato", "Tid"], {"bin": "Container", "time": "Dato", "clock": "Tid"}),
        (["Beholder", "Tid"], {"bin": "Beholder", "time": "Tid"}),
        (["Beholder", "Dato for tømming", "Fyllingsgrad (%)", "Nettovekt [kg]"],
         {"bin": "Beholder", "time": "Dato for tømming", "fill": "Fyllingsgrad (%)", "weight_kg": "Nettovekt [kg]"}),
        (["Beholder", "Tømt", "Ikke tømt – årsak"], {"bin": "Beholder", "time": "Tømt", "outcome": "Ikke tømt – årsak"}),
        (["Beholder nr.", "Dato", "Kl.", "Hvor full (kvart)"],
         {"bin": "Beholder nr.", "time": "Dato", "clock": "Kl.", "fill": "Hvor full (kvart)"}),
        (["Adresse", "Hentedato"], {"bin": "Adresse", "time": "Hentedato"}),
        (["hva", "når"], {}),
    ],
)  # fmt: skip
def test_a_column_is_guessed_from_its_name(columns: list[str], guess: dict[str, str]) -> None:
    assert guessed(columns, EMPTYING_FIELDS).columns == guess


@pytest.mark.parametrize(
    "headings",
    [
        "Beholdernr;Tømt dato;Klokkeslett;Fyllingsgrad;Nettovekt (kg);Ikke tømt;Bil;Breddegrad;Lengdegrad;Fraksjon;Volum (liter);Bydel",
        "Bin ID;Date emptied;Time;Fill level;Weight [kg];Not emptied;Truck;Latitude;Longitude;Waste type;Volume (l);District",
        "Container No.;Collection date;Time of day;Fullness (%);Net weight;Exception reason;Vehicle;Lat;Long;Waste stream;Size (L);Route",
        "Spand nr.;Tømningsdato;Klokkeslæt;Fyldningsgrad;Vægt (kg);Afvigelse;Vogn;Breddegrad;Længdegrad;Affaldstype;Volumen;Distrikt",
        "Kärlnr;Tömningsdatum;Klockslag;Fyllnadsgrad;Vikt kg;Ej tömd;Fordon;Latitud;Longitud;Avfallsslag;Kärlvolym;Stadsdel",
        "Behälter;Leerungsdatum;Uhrzeit;Füllstand (%);Gewicht;Nicht geleert;Fahrzeug;Breitengrad;Längengrad;Abfallart;Volumen;Bezirk",
        "Astian numero;Tyhjennyspäivä;Kellonaika;Täyttöaste;Paino;Poikkeama;Ajoneuvo;Leveysaste;Pituusaste;Jätelaji;Tilavuus;Kaupunginosa",
        "Hämtställe;Datum;Tid;Fyllnad;Nettovikt;Avvikelse;Fordonsnr;SWEREF 99 Norr;SWEREF 99 Öst;Fraktion;Volym (liter);Område",
    ],
)
def test_each_column_is_guessed_in_each_language(headings: str) -> None:
    fields = ("bin", "time", "clock", "fill", "weight_kg", "outcome", "vehicle", "lat", "lon", "fraction", "capacity_l", "area")
    assert guessed(headings.split(";"), EMPTYING_FIELDS).columns == dict(zip(fields, headings.split(";"), strict=True))


def test_degrees_are_taken_before_metres_and_a_number_of_the_row_is_no_bin() -> None:
    guess = guessed(["Nr", "Kärl", "Norr", "Öst", "Lat", "Long"], BIN_FIELDS)
    assert guess.columns == {"bin": "Kärl", "lat": "Lat", "lon": "Long"}


def test_utm_columns_are_a_bins_place() -> None:
    guess = guessed(["Punkt", "UTM33 Øst", "UTM33 Nord", "Avfallstype"], BIN_FIELDS)
    assert guess.columns == {"bin": "Punkt", "lat": "UTM33 Nord", "lon": "UTM33 Øst", "fraction": "Avfallstype"}


def test_what_was_kept_for_the_same_columns_needs_no_guess_and_for_others_it_does() -> None:
    columns = ["Beholder", "Tømt", "Fyllingsgrad"]
    kept = ColumnMap(columns={"bin": "Beholder", "time": "Tømt"}, headings=tuple(columns))
    assert "fill" not in chosen_columns(ColumnMap(), kept, columns, EMPTYING_FIELDS).columns
    assert chosen_columns(ColumnMap(), kept, [*columns, "Bil"], EMPTYING_FIELDS).columns["fill"] == "Fyllingsgrad"


def test_what_is_missing_is_told_with_the_columns_there_are() -> None:
    with pytest.raises(TableError, match=r"no column says which bin it is .* there are hva, når") as raised:
        chosen_columns(ColumnMap(), ColumnMap(), ["hva", "når"], EMPTYING_FIELDS)
    assert raised.value.detail == "bin, time"
