"""A cell of a CSV file that a spreadsheet would run as a formula becomes text (OWASP: "CSV Injection"), and can be read back."""

import re
from collections.abc import Iterable

_starts_formula = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]").match
_is_number = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?", re.ASCII).fullmatch


def harmless(cell: object) -> object:
    """Return the cell; a text that begins like a formula gets an apostrophe before it. Numbers stay as they are."""
    if not isinstance(cell, str) or not _starts_formula(cell) or _is_number(cell):
        return cell
    return f"'{cell}"


def harmless_row(cells: Iterable[object]) -> list[object]:
    """Return a row's cells, each harmless."""
    return [harmless(cell) for cell in cells]


def original(cell: str) -> str:
    """Return what a cell was before `harmless`."""
    return cell[1:] if cell.startswith("'") and _starts_formula(cell) else cell
