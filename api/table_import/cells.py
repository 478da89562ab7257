"""Reads a spreadsheet's cell as a field: decimal commas, local dates, lists."""

import re
from datetime import datetime

from api.table_import.workbook import Cell
from api.table_import.written_time import written_time
from domain.local_time import TOWN
from domain.spreadsheet import original

NUMBERS = frozenset({"lat", "lon", "capacity_l", "empty_mm", "full_mm", "interval_days", "interval_s"})
_KINDS = {"luft": "air", "beholder": "bin", "avfall": "bin"}


def value_of(field: str, cell: Cell) -> str | list[str] | None:
    """Return the cell as the API takes the field, in text; None for an empty one. Raises ValueError for a date that is none."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=TOWN).isoformat()
    text = original(cell) if isinstance(cell, str) else f"{cell:.15g}"
    if field in NUMBERS:
        return number_text(text)
    if field == "valid_from":
        return date_text(text)
    if field == "tags":
        return [part.strip() for part in re.split(r"[,;|]", text) if part.strip()]
    return _KINDS.get(text.casefold(), text.casefold()) if field == "kind" else text


def number_text(text: str) -> str:
    """Return a number with a point: `1 234,5` and `1.234,5` are 1234.5; one comma alone parts the decimals."""
    bare = re.sub(r"[\s\u00a0\u202f']", "", text)
    if "," in bare and "." in bare:
        thousands = "." if bare.rfind(",") > bare.rfind(".") else ","
        bare = bare.replace(thousands, "")
    return bare.replace(",", ".")


def date_text(text: str) -> str:
    """Return a local date or time such as `20.11.2026 08:00` as RFC 3339; another text as it is. Raises ValueError for no such day."""
    at = written_time(text)
    return text if at is None else at.replace(tzinfo=TOWN).isoformat()
