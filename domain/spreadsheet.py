"""Cells of a CSV file that a spreadsheet would run as formulas are made text (OWASP: "CSV Injection")."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: object) -> object:
    """Return the cell; a text that begins like a formula gets an apostrophe before it. Numbers stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
