"""Reads whether a crew emptied the bin that they came to, from a column of results or of deviations."""

import re
from collections.abc import Iterable
from typing import Literal

from api.table_import.workbook import Cell
from bysans.dryrun.list_words import list_words
from bysans.dryrun.town_list.cells import text_of

Outcome = Literal["emptied", "not_emptied", "unexplained"]
_WORDS = list_words().outcomes


def _any_of(phrases: Iterable[str]) -> str:
    """Return a pattern of any of the phrases, with any blanks between their words."""
    return "|".join(r"\s*".join(map(re.escape, phrase.split())) for phrase in phrases)


_not_emptied = re.compile(rf"\b({_any_of(_WORDS.not_emptied)})\b").search
_says_not_emptied = re.compile(_any_of(_WORDS.not_emptied_heading)).search
_says_deviation = re.compile(_any_of([*_WORDS.deviation, *_WORDS.not_emptied_heading])).search


def outcome_of(column: str, cell: Cell) -> Outcome:
    """Return what a cell says in a column of that name; an empty cell says that the bin was emptied.

    "Nei" under "Tømt" is no emptying, under "Avvik" it is one; "ja" under "Avvik" says only that something was amiss.
    """
    text, heading = text_of(cell).casefold().strip("-– "), column.casefold()
    if not text or (_says_deviation(heading) and text in _WORDS.no):
        return "emptied"
    if _says_deviation(heading) and text in _WORDS.yes:
        return "not_emptied" if _says_not_emptied(heading) else "unexplained"
    return "not_emptied" if text in _WORDS.no or _not_emptied(text) else "emptied"
