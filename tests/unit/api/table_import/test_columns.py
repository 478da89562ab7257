"""A column's name says which field it is, as municipalities write it, and as our own form does."""

import pytest

from api.table_import.columns import suggested
from api.text.language import words
from config.texts import Language

FIELDS = (
    *("id", "name", "lat", "lon", "tags", "valid_from", "fraction", "capacity_l", "empty_mm", "full_mm", "model", "interval_days", "note"),
    *("kind", "interval_s", "dev_eui", "site", "bin", "simulated"),
)


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Bredde", "lat"),
        ("Lengde", "lon"),
        ("Breddegrad", "lat"),
        ("Lengdegrad", "lon"),
        ("LONG", "lon"),
        ("Navn", "name"),
        ("Adresse", "name"),
        ("Gateadresse", "name"),
        ("Beholder-nr.", "id"),
        ("Beholdervolum", "capacity_l"),
        ("Beskrivelse", "note"),
    ],
)
def test_a_name_that_people_use_is_known(column: str, field: str) -> None:
    assert suggested([column], FIELDS).columns == {field: column}


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("field", FIELDS)
def test_the_forms_own_words_are_known_as_columns(language: Language, field: str) -> None:
    column = words(language).text(f"table.field_{field}")
    assert suggested([column], FIELDS).columns == {field: column}


@pytest.mark.parametrize("column", ["Avstand når tom (cm)", "Distance when full [m]", "Volum (m³)"])
def test_a_column_in_another_unit_is_not_taken_for_ours(column: str) -> None:
    assert suggested([column], FIELDS).columns == {}


def test_of_several_columns_of_a_field_the_first_counts_and_a_strange_one_none() -> None:
    assert suggested(["Tømt", "Navn", "Adresse"], FIELDS).columns == {"name": "Navn"}
