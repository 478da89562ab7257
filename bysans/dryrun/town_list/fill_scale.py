"""Reads the fills that crews note, in per cent, quarters, steps or words, by the scale that their whole column is in."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from api.table_import.workbook import Cell
from bysans.dryrun.list_words import list_words
from bysans.dryrun.town_list.cells import number_of, number_or_none, text_of
from domain.dryrun.emptying_list import SeenFill, seen_fill

_FRACTION = re.compile(r"(\d)\s*/\s*(\d)").fullmatch
_DATED = re.compile(r"\d{4}-0?(\d{1,2})-0?(\d{1,2})(?: 00:00:00)?").fullmatch  # what a spreadsheet makes of 3/4: 3 April
_WORDS = list_words()
_SHARES = _WORDS.fills.shares()
_UNIT = re.compile(rf"\s*({'|'.join(map(re.escape, _WORDS.fill_units.percent))})\.?$", re.IGNORECASE)
_STEPS = (25.0, 20.0, 10.0, 5.0)  # per cent in which people and coarse scales note fills
_FINEST = 2.0
_MARKS = (4, 5, 10)  # the highest mark of scales that are noted in whole numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class FillScale:
    """How a list notes fills. `full`: the number that is a full bin; `step`: the share that its notes differ by.

    `is_guessed`: nothing but the numbers says so. `is_blank`: every note is 0, which says that nobody noted any. `is_dated`: a spreadsheet
    has made dates of fractions such as 3/4.
    """

    full: float
    step: float
    is_guessed: bool = False
    is_blank: bool = False
    is_dated: bool = False

    def seen(self, cell: Cell) -> SeenFill | None:
        """Return what a cell says, None for an empty one. Raises ValueError for what is no fill."""
        share = self.share(cell)
        return None if share is None else seen_fill(share, self.step)

    def share(self, cell: Cell) -> float | None:
        """Return a cell's fill in full bins, above 1 for an overfull one. Raises ValueError."""
        text = text_of(cell)
        if self.is_blank or not text:
            return None
        share = _share_in_words(text)
        if share is None:
            bare = _UNIT.sub("", text)
            share = (number_of(bare) or 0.0) / (100.0 if bare != text else self.full)
        if not 0 <= share <= 3:
            raise ValueError(f"{text!r} is not within 0 and {self.full:g}")
        return share


def fill_scale(column: str, cells: Collection[Cell]) -> FillScale:
    """Return the scale that a column's cells are noted in: by its name, its units, or its numbers, whole ones up to 4, 5 or 10 as marks."""
    texts = [text for cell in cells if (text := text_of(cell))]
    return replace(_scale(column.casefold(), texts), is_dated=any(_dated_share(text) is not None for text in texts))


def _scale(heading: str, texts: Sequence[str]) -> FillScale:
    percent = [value for text in texts if _UNIT.search(text) and (value := number_or_none(_UNIT.sub("", text))) is not None]
    bare = [value for text in texts if not _UNIT.search(text) and (value := number_or_none(text)) is not None]
    if bare and not any(bare) and not any(percent) and not any(_share_in_words(text) for text in texts):
        return FillScale(full=100.0, step=0.25, is_blank=True)
    if any(word in heading for word in _WORDS.fill_units.quarters):
        return FillScale(full=4.0, step=0.25)
    if not bare:
        return FillScale(full=100.0, step=_step(percent, 100.0) if percent else 0.25)
    says_percent = any(word in heading for word in _WORDS.fill_units.percent)
    highest = max(bare)
    if highest > 1.5 and highest in _MARKS and not says_percent and all(value.is_integer() for value in bare):
        return FillScale(full=highest, step=1 / highest, is_guessed=True)
    full = 1.0 if highest <= 1.5 else 100.0
    return FillScale(full=full, step=_step([value / full * 100 for value in bare] + percent, 100.0))


def _step(values: Sequence[float], full: float) -> float:
    """Return the coarsest share that all values are multiples of."""
    shares = [value / full * 100 for value in values]
    return next((step for step in _STEPS if all(abs(share / step - round(share / step)) < 1e-6 for share in shares)), _FINEST) / 100


def _share_in_words(text: str) -> float | None:
    if (match := _FRACTION(text)) is not None:
        return int(match[1]) / int(match[2]) if int(match[2]) else None
    dated = _dated_share(text)
    return _SHARES.get(text.casefold()) if dated is None else dated


def _dated_share(text: str) -> float | None:
    """Return the fraction of which a spreadsheet has made a date, None for a text that is none."""
    match = _DATED(text)
    return int(match[2]) / int(match[1]) if match and int(match[2]) <= int(match[1]) <= 4 else None
