"""What the planner notes is told in the reader's language."""

import pytest

from api.pages.rounds.note_words import note_in_words
from api.text.language import words


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("OSRM at http://osrm:5000 gave no answer: refused", "Veitjenesten svarte ikke"),
        ("240 bins were planned as 80 groups of neighbours", "240 beholdere ble planlagt som 80 grupper av naboer."),
        ("no plan within 120 s: ask for fewer bins at a time", "Planen ble ikke ferdig på 120 sekunder."),
        ("the planner ended with code 1: RuntimeError: Client 16 is visited more than once.", "Planleggeren stoppet av en feil hos oss."),
    ],
)
def test_each_note_that_the_planner_writes_has_words(note: str, told: str) -> None:
    text = note_in_words(words("nb"), note)
    assert text is not None
    assert text.startswith(told)


def test_one_that_we_do_not_know_is_told_as_it_is() -> None:
    assert note_in_words(words("nb"), "something new") is None
