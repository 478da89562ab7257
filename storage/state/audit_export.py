"""Writes the whole audit log as CSV or as lines of JSON, page by page, so that it is never held in memory."""

import csv
import json
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Literal

from domain.spreadsheet import harmless_row
from storage.state.audit.log import Entry, entry_of, rows_behind
from storage.state.engine import State

Format = Literal["csv", "ndjson"]
_COLUMNS = ("number", "at", "actor", "actor_id", "name", "address", "action", "kind", "thing", "before", "after", "hash")


def lines(state: State, form: Format) -> Iterator[bytes]:
    """Yield the log's pieces, the oldest change first; each page is read for itself. Raises StateAwayError."""
    if form == "csv":
        yield _csv([_COLUMNS])
    number = 0
    while entries := _entries_behind(state, number):
        number = entries[-1].number
        yield _csv(map(_cells, entries)) if form == "csv" else _ndjson(entries)


def _entries_behind(state: State, number: int) -> Sequence[Entry]:
    with state.read() as connection:
        return [entry_of(row) for row in rows_behind(connection, number)]


def _ndjson(entries: Sequence[Entry]) -> bytes:
    return "".join(json.dumps(entry.as_json(), ensure_ascii=False) + "\n" for entry in entries).encode()


def _cells(entry: Entry) -> list[object]:
    values = entry.as_json()
    cells = [values[name] for name in _COLUMNS]
    return ["" if cell is None else json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else cell for cell in cells]


def _csv(rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(map(harmless_row, rows))
    return text.getvalue().encode()
