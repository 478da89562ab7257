"""Reads whether a crew emptied the bin that they came to, from a column of results or of deviations."""

import re
from typing import Literal

from api.table_import.workbook import Cell
from bysans.dryrun.town_list.cells import text_of

Outcome = Literal["emptied", "not_emptied", "unexplained"]
_NO = frozenset({"nei", "no", "n", "false", "usann", "0", "ingen", "none"})
_YES = frozenset({"ja", "yes", "j", "y", "true", "sann", "1", "x"})
_NOT_EMPTIED = re.compile(
    r"\b(ikke\s+(tømt|utført|hentet|satt\s+fram|satt\s+ut|tilgjengelig|til\s+stede|funnet)|ikke\s+utsatt|utgår|utgikk|hoppet\s+over"
    r"|not\s+(emptied|collected|out|presented|accessible)|missed|skipped|blokkert|blocked|sperret|låst|locked|beholder\w*\s+mangler|utilgjengelig)\b",
    re.IGNORECASE,
)
_says_deviation = re.compile(r"avvik|deviation|ikke\s*tømt|not\s*emptied|årsak|reason", re.IGNORECASE).search
_says_not_emptied = re.compile(r"ikke\s*tømt|not\s*emptied", re.IGNORECASE).search


def outcome_of(column: str, cell: Cell) -> Outcome:
    """Return what a cell says in a column of that name; an empty cell says that the bin was emptied.

    "Nei" under "Tømt" is no emptying, under "Avvik" it is one; "ja" under "Avvik" says only that something was amiss.
    """
    text = text_of(cell).casefold().strip("-– ")
    if not text or (_says_deviation(column) and text in _NO):
        return "emptied"
    if _says_deviation(column) and text in _YES:
        return "not_emptied" if _says_not_emptied(column) else "unexplained"
    return "not_emptied" if text in _NO or _NOT_EMPTIED.search(text) else "emptied"
