"""Reads what crews note: fills in per cent, quarters or words, local times, and whether a bin was emptied at all."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.table_import.cells import date_text, number_text
from api.table_import.table_file import Cell
from domain.dryrun.emptying_list import SeenFill, seen_fill

_FRACTION = re.compile(r"(\d)\s*/\s*(\d)").fullmatch
_WORDS = {"tom": 0.0, "empty": 0.0, "halv": 0.5, "half": 0.5, "full": 1.0, "overfull": 1.2, "overfylt": 1.2, "over": 1.2}
_NOT_EMPTIED = re.compile(r"\b(ikke\s+tømt|not\s+emptied|nei|no|false|0|ikke\s+utført|missed|blokkert|blocked|sperret)\b", re.IGNORECASE)
_STEPS = (25.0, 20.0, 10.0, 5.0)  # per cent in which people and coarse scales note fills
_FINEST = 2.0


def text_of(cell: Cell) -> str:
    """Return a cell as text, whole numbers without a decimal."""
    if cell is None:
        return ""
    return f"{cell:.15g}" if isinstance(cell, int | float) else str(cell).strip()


def number_of(cell: Cell) -> float | None:
    """Return a number as Europe writes it, None for an empty cell. Raises ValueError."""
    text = text_of(cell).rstrip("%").strip()
    return float(number_text(text)) if text else None


def moment_of(cell: Cell, clock: Cell, zone: ZoneInfo) -> tuple[int, int | None]:
    """Return a cell's local day (ordinal) and the second of that day, None where only the date stands there. Raises ValueError."""
    at = cell if isinstance(cell, datetime) else datetime.fromisoformat(date_text(f"{text_of(cell)} {text_of(clock)}".strip()))
    if at.tzinfo is not None and not isinstance(cell, datetime):
        at = at.astimezone(zone)
    second = at.hour * 3600 + at.minute * 60 + at.second
    return at.date().toordinal(), second or None


def is_emptied(cell: Cell) -> bool:
    """Return whether an outcome says that the bin was emptied; an empty cell does."""
    return not _NOT_EMPTIED.search(text_of(cell))


@dataclass(frozen=True, slots=True, kw_only=True)
class FillScale:
    """How a list notes fills: `full`: the number that is a full bin; `step`: the share that its notes differ by."""

    full: float
    step: float

    def seen(self, cell: Cell) -> SeenFill | None:
        """Return what a cell says, None for an empty one. Raises ValueError for what is no fill."""
        share = self.share(cell)
        return None if share is None else seen_fill(share, self.step)

    def share(self, cell: Cell) -> float | None:
        """Return a cell's fill in full bins, above 1 for an overfull one. Raises ValueError."""
        share = _share_in_words(text_of(cell))
        if share is None:
            value = number_of(cell)
            share = None if value is None else value / self.full
        if share is not None and not 0 <= share <= 3:
            raise ValueError(f"{text_of(cell)!r} is not within 0 and {self.full:g}")
        return share


def fill_scale(column: str, cells: Collection[Cell]) -> FillScale:
    """Return the scale that a column's cells are noted in: quarters by its name or its fractions, else per cent, else shares."""
    texts = [text_of(cell) for cell in cells]
    if "kvart" in column.casefold() or "quarter" in column.casefold():
        return FillScale(full=4.0, step=0.25)
    values = [value for text in texts if (value := _number_or_none(text)) is not None]
    if not values:
        return FillScale(full=100.0, step=0.25)
    full = 1.0 if max(values) <= 1.5 else 100.0
    step = next(
        (step for step in _STEPS if all(abs(value / full * 100 / step - round(value / full * 100 / step)) < 1e-6 for value in values)),
        _FINEST,
    )
    return FillScale(full=full, step=step / 100)


def _number_or_none(text: str) -> float | None:
    try:
        return number_of(text)
    except ValueError:
        return None


def _share_in_words(text: str) -> float | None:
    if (match := _FRACTION(text)) is not None:
        return int(match[1]) / int(match[2]) if int(match[2]) else None
    return _WORDS.get(text.casefold())
