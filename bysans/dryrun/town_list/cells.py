"""Reads a cell of a list as text or as a number."""

from api.table_import.cells import number_text
from api.table_import.workbook import Cell


def text_of(cell: Cell) -> str:
    """Return a cell as text, whole numbers without a decimal."""
    if cell is None:
        return ""
    return f"{cell:.15g}" if isinstance(cell, int | float) else str(cell).strip()


def number_of(cell: Cell) -> float | None:
    """Return a number as Europe writes it, None for an empty cell. Raises ValueError."""
    text = text_of(cell).rstrip("%").strip()
    return float(number_text(text)) if text else None


def number_or_none(cell: Cell) -> float | None:
    """Return a number, None where a cell holds none."""
    try:
        return number_of(cell)
    except ValueError:
        return None
