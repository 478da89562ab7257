"""Effects as CSV: a row for each figure."""

import csv
from io import StringIO

from domain.spreadsheet import harmless_row
from reports.effects.figure import Effects, Figure

COLUMNS = (
    "figure", "value", "unit", "low", "high", "coverage", "today", "today_change_percent", "tuned", "tuned_change_percent", "formula",
    "note",
)  # fmt: skip


def csv_text(effects: Effects) -> str:
    """Return the figures under a header; one that is unknown has no value, and a note."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(harmless_row(_row(figure)) for figure in (*effects.waste, *effects.air))
    return text.getvalue()


def _row(figure: Figure) -> list[object]:
    spread = (figure.uncertainty.low, figure.uncertainty.high) if figure.uncertainty else (None, None)
    today, tuned = (
        (baseline.value, baseline.change_percent) if baseline else (None, None) for baseline in (figure.today, figure.tuned_schedule)
    )
    coverage = None if figure.coverage is None else round(figure.coverage, 3)
    return [figure.name, figure.value, figure.unit, *spread, coverage, *today, *tuned, figure.formula, figure.note]
