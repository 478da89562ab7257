"""The dry year as CSV: a row for each figure, bin and doubt."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from config.texts import LANGUAGES
from domain.dryrun.spread import Interval
from domain.spreadsheet import harmless_row
from reports.dryrun.answer import Answer
from reports.dryrun.doubt_group import said_of
from reports.dryrun.formula import FORMULAS, UNITS

FIGURE_COLUMNS = ("part", "policy", "figure", "unit", "value", "low", "high", "formula")
BIN_COLUMNS = ("bin", "rank", "sensor_saves_a_year", "verdict", "other", "days")
DOUBT_COLUMNS = ("file", "line", "kind", "column", "value", "bin", *LANGUAGES)


def figures_csv(answer: Answer) -> str:
    """Return every figure of every policy, of the whole town (an empty part) and of its parts; an unknown one has no value."""
    parts = {"": answer.policies, **answer.parts}
    return _csv(
        FIGURE_COLUMNS,
        (
            [part, policy, name, UNITS[name].format(currency=answer.basis.currency), *_bounds(value), FORMULAS[name]]
            for part, policies in parts.items()
            for policy, figures in policies.items()
            for name, value in figures.items()
        ),
    )


def bins_csv(answer: Answer) -> str:
    """Return each bin with what a sensor in it saves and what is said of it."""
    verdicts = {verdict.bin_id: verdict for verdict in answer.verdicts}
    ranks = {bin_.bin_id: (rank, bin_.saving_year) for rank, bin_ in enumerate(answer.ranking, 1)}
    rows = []
    for name in sorted({*verdicts, *ranks}, key=lambda name: (ranks.get(name, (len(ranks) + 1, 0.0))[0], name)):
        rank, saving = ranks.get(name, (None, None))
        verdict = verdicts.get(name)
        said = (verdict.verdict, verdict.other, verdict.days) if verdict else (None, None, None)
        rows.append([name, rank, None if saving is None else f"{saving:.6g}", *said])
    return _csv(BIN_COLUMNS, rows)


def doubts_csv(answer: Answer) -> str:
    """Return every doubt with its line, said in each language with what was assumed; what no single line says has none."""
    return _csv(
        DOUBT_COLUMNS,
        (
            [doubt.file, doubt.line or None, doubt.kind, doubt.column, doubt.value, doubt.bin_id, *(said_of(doubt, it) for it in LANGUAGES)]
            for doubt in answer.doubts
        ),
    )


def _bounds(value: Interval | None) -> Sequence[str | None]:
    if value is None:
        return (None, None, None)
    return [f"{number:.6g}" for number in (value.middle, value.low, value.high)]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(harmless_row(row) for row in rows)
    return text.getvalue()
