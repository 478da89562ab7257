"""What a place's plot draws, and the same figures as CSV."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

from api.pages.place.notes import Note
from api.pages.place.series import Row, Series
from api.text.formats import Formats
from domain import rfc3339
from domain.spreadsheet import harmless_row

_COLUMNS = ("start", "end", "parameter", "averaging", "mean", "unit", "n", "expected", "status", "at_least", "indicative")


def figures(formats: Formats, series: Series, notes: Mapping[int, Note]) -> dict[str, Any]:
    """Return the plot: windows of equal length from `start` (Unix seconds, as uPlot wants them), null where too little was measured.

    `notes`: (number of the window, what is said of it); `so_far`: the number of the hour under way.
    """
    limit = series.limit
    return {
        "start": series.start // 1000,
        "step": series.step // 1000,
        "values": [None if row.value is None else round(row.value, 2) for row in series.rows],
        "at_least": [number for number, row in enumerate(series.rows) if row.value is not None and row.mean and row.mean.at_least],
        "notes": [
            (number, note_text(formats, note)) for number, row in enumerate(series.rows) if (note := notes.get(row.start)) is not None
        ],
        "so_far": next((number for number, row in enumerate(series.rows) if row.end > series.end), None),
        "bounds": series.bounds,
        "limit": None if limit is None else {"value": limit.limit, "text": limit_text(formats, series)},
    }


def note_text(formats: Formats, note: Note) -> str:
    """Say what stands beside a window: `satt ut av kraft: lastebil på tomgang (Kari)`, `kontrolleres: hopp til 480 µg/m³ …`."""
    word = formats.words("place.taken_out" if note.taken_out else "control.doubted")
    return f"{word}: {note.why}" if note.why else word


def limit_text(formats: Formats, series: Series) -> str:
    """Say what the limit is and how often it may be exceeded: `timegrense 200 µg/m³ (18 timer i året)`; empty without one."""
    if series.limit is None:
        return ""
    return formats.words(f"place.limit_{series.averaging}", limit=f"{series.limit.limit:g}", unit=series.unit, n=series.limit.allowed)


def csv_of(series: Series | None) -> bytes:
    """Return every window that is over as CSV, times in UTC; one without a measurement has empty cells."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    if series is not None:
        writer.writerows(harmless_row(_cells(series, row)) for row in series.rows if row.end <= series.end)
    return text.getvalue().encode()


def _cells(series: Series, row: Row) -> tuple[object, ...]:
    window = (rfc3339.write(row.start), rfc3339.write(row.end), series.parameter, series.averaging)
    if row.mean is None:
        return (*window, "", series.unit, 0, "", "missing", "", "")
    mean = row.mean
    status = "valid" if mean.valid else "insufficient"
    return (*window, mean.mean, series.unit, mean.n, mean.expected, status, mean.at_least, mean.indicative)
