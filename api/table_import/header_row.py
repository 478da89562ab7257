"""Finds the line of column names below a table's titles."""

import re
from collections.abc import Sequence

LOOKED_AT = 20  # rows
_SIGNS = re.compile(r"[\W_]")
_BRACKETS = re.compile(r"[(\[](?!\s*(?:cm|dm|m|m2|m3|m²|m³)\s*[)\]]).*?[)\]]")


def header_at(rows: Sequence[Sequence[object]], spellings: frozenset[str]) -> int:
    """Return which of the first rows names the columns: the one with the most names that we know, two at least.

    Where none has, the first that is filled more than half as wide as the widest: a title is one cell or two.
    """
    first = rows[:LOOKED_AT]
    named = [names_in(row, spellings) for row in first]
    if max(named, default=0) >= 2:
        return named.index(max(named))
    filled = [sum(cell not in (None, "") for cell in row) for row in first]
    return next(number for number, count in enumerate(filled) if 2 * count > max(filled))


def names_in(row: Sequence[object], spellings: frozenset[str]) -> int:
    """Return how many different names that we know stand in a row."""
    return len({spelled(cell) for cell in row if isinstance(cell, str)} & spellings)


def spelled(name: str) -> str:
    """Return a column's name without case, blanks, signs, and brackets, but for a unit in them that none of our fields has."""
    name = name.casefold()
    return _SIGNS.sub("", _BRACKETS.sub("", name)) or _SIGNS.sub("", name)
