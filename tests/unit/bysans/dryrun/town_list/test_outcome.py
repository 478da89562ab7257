"""A try that failed is no emptying, and a deviation alone is not always a try that failed."""

import pytest

from bysans.dryrun.town_list.outcome import outcome_of


@pytest.mark.parametrize(
    ("column", "cell", "outcome"),
    [
        ("Status", "", "emptied"),
        ("Status", "-", "emptied"),
        ("Status", "tømt", "emptied"),
        ("Status", "OK", "emptied"),
        ("Status", "Tømt, 0 avvik", "emptied"),
        ("Status", "ikke tømt", "not_emptied"),
        ("Status", "Beholder ikke satt fram", "not_emptied"),
        ("Status", "blokkert av bil", "not_emptied"),
        ("Tømt", "Nei", "not_emptied"),
        ("Tømt", False, "not_emptied"),
        ("Tømt", "ja", "emptied"),
        ("Avvik", "Nei", "emptied"),
        ("Avvik", "0", "emptied"),
        ("Avvik", "Ja", "unexplained"),
        ("Avviksårsak", "Overfylt", "emptied"),
        ("Avviksårsak", "Lokk mangler", "emptied"),
        ("Avviksårsak", "Ikke tømt - låst port", "not_emptied"),
        ("Ikke tømt", "x", "not_emptied"),
        ("Ikke tømt", "", "emptied"),
        ("Ikke tømt", "nei", "emptied"),
        ("Tömd", "Nej", "not_emptied"),
        ("Ej tömd", "Nej", "emptied"),
        ("Ej tömd", "ja", "not_emptied"),
        ("Avvikelse", "Ej tömd: kärlet blockerat", "not_emptied"),
        ("Afvigelse", "Ikke tilgængelig", "not_emptied"),
        ("Afvigelse", "ja", "unexplained"),
        ("Geleert", "nein", "not_emptied"),
        ("Abweichung", "nicht geleert", "not_emptied"),
        ("Poikkeama", "ei", "emptied"),
        ("Not collected", "yes", "not_emptied"),
    ],
)
def test_what_became_of_the_bin_is_read_by_its_column(column: str, cell: str, outcome: str) -> None:
    assert outcome_of(column, cell) == outcome
