"""Both languages say everything, and the reader gets the one they asked for."""

from string import Formatter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.text.language import choose, words
from config import texts
from config.catalogue import load_catalogue
from config.texts import LANGUAGES
from domain.reading import Reason
from domain.waste.level.fill import State


@pytest.mark.parametrize("room", ["config", "api.text", "reports.air", "reports.effects", "watch.notify"])
def test_every_text_stands_in_every_language_with_the_same_places_to_fill(room: str) -> None:
    bokmal, english = texts.words("nb", room), texts.words("en", room)
    assert bokmal.keys() == english.keys()
    for key in sorted(bokmal.keys()):
        assert _places(bokmal.text(key)) == _places(english.text(key)), key


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_state_and_parameter_has_its_words(language: str) -> None:
    keys = words("nb" if language == "nb" else "en").keys()
    parameters = load_catalogue().parameters
    assert {f"reason.{reason}" for reason in Reason} | {f"state.{state}" for state in get_args(State)} <= keys
    assert {f"parameter.{name}" for name in parameters} | {f"short.{name}" for name in parameters} <= keys


def test_one_is_told_as_one_and_several_as_several() -> None:
    assert words("nb")("attention.silent", n=1) == "Én sensor har sluttet å sende"
    assert words("nb")("attention.silent", n=3) == "3 sensorer har sluttet å sende"
    assert words("en")("attention.silent", n=3) == "3 sensors have stopped reporting"


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [
        (None, "", "nb"),
        ("en", "nb-NO", "en"),
        ("nb", "en-GB", "nb"),
        ("xx", "en-GB", "en"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "nn-NO,en;q=0.8", "nb"),
        (None, "de-DE, en;q=0.5, nb;q=0.7", "nb"),
        (None, "fr", "nb"),
        (None, "en;q=0, no", "nb"),
        (None, "en;q=much", "nb"),
    ],
)
def test_the_readers_choice_wins_over_the_browsers_and_that_over_bokmal(asked: str | None, header: str, language: str) -> None:
    assert choose(asked, header) == language


@given(st.text(max_size=300))
def test_no_header_breaks_the_choice(header: str) -> None:
    assert choose(None, header) in LANGUAGES
