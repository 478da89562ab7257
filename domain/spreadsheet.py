"""A cell of a CSV file that a spreadsheet would run as a formula becomes text (OWASP: "CSV Injection"), and can be read back."""

import re
from collections.abc import Iterable

# Where a spreadsheet may see a cell begin, which a formula follows: a Norwegian one splits at semicolons too, whatever the file has.
_BEGINS = "(^|;)"
_FORMULA = r"(?='*[=+\-@\t\r\n＝＋－＠])"
_before_formula = re.compile(_BEGINS + _FORMULA)
_harmless_formula = re.compile(f"{_BEGINS}'{_FORMULA}")
_is_number = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?", re.ASCII).fullmatch


def harmless(cell: object) -> object:
    """Return the cell; in a text that would run as a formula an apostrophe stands before it. Numbers stay as they are."""
    if not isinstance(cell, str) or _is_number(cell):
        return cell
    return _before_formula.sub(r"\1'", cell)


def harmless_row(cells: Iterable[object]) -> list[object]:
    """Return a row's cells, each harmless."""
    return [harmless(cell) for cell in cells]


def original(cell: str) -> str:
    """Return what a cell was before `harmless`."""
    return _harmless_formula.sub(r"\1", cell)
