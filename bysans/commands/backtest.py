"""`bysans backtest FILE.csv`: how well our forecasts would have done on recorded bins."""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, ParamSpec, TextIO

import typer

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.forecast.backtest import BacktestScores, score_emptyings, score_levels

LEVELS = ("timestamp", "serialNumber", "latestFullness", "fullnessThreshold")
EMPTYINGS = ("bin_id", "emptied_at_local", "fill_before_pct")
_TENTHS = 10.0

Row = Mapping[str, str]
P = ParamSpec("P")


class RecordError(ValueError):
    """The file is no record of bins: the message names file, line and column and says what is expected."""


def backtest(
    file: Annotated[Path, typer.Argument(help="CSV, plain or .gz, with Wyndham's columns (daily levels) or Edinburgh's (emptyings)")],
) -> None:
    """Measure the forecasts on recorded bins.

    Each bin is forecast from what was known before; the measures are printed as JSON.
    """
    try:
        typer.echo(json.dumps(measured(file), indent=2))
    except (RecordError, OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        typer.echo(f"{file}: {getattr(error, 'strerror', None) or error}", err=True)
        raise typer.Exit(1) from error


def measured(file: Path) -> dict[str, object]:
    """Return the measures, rounded, with what kind of record it was. Raises RecordError."""
    with _opened(file) as lines:
        rows = csv.DictReader(lines)
        columns = rows.fieldnames or ()
        if set(LEVELS) <= set(columns):
            return {"record": "levels", **_rounded(_judge_levels(rows))}
        if set(EMPTYINGS) <= set(columns):
            return {"record": "emptyings", **_rounded(_judge_emptyings(rows))}
    expected = f"{', '.join(LEVELS)} (levels) or {', '.join(EMPTYINGS)} (emptyings)"
    raise RecordError(f"has columns {', '.join(columns) or 'none'}; expected {expected}")


def _opened(file: Path) -> TextIO:
    with file.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rt", encoding="utf-8-sig", newline="") if packed else file.open(encoding="utf-8-sig", newline="")


def _judge_levels(rows: "csv.DictReader[str]") -> BacktestScores:
    bins: dict[str, dict[int, float]] = defaultdict(dict)
    thresholds: list[float] = []
    for line, row in _numbered(rows):
        day = _time(line, row, "timestamp") // DAY * DAY
        bins[row["serialNumber"]][day] = _number(line, row, "latestFullness", 10) * _TENTHS
        thresholds.append(_number(line, row, "fullnessThreshold", 10) * _TENTHS)
    full = sorted(thresholds)[len(thresholds) // 2] if thresholds else 0.0
    if not full:
        raise RecordError("has no row with a fullnessThreshold above 0: what counts as full is unknown")
    return _judged(score_levels, bins, full, load_waste().demand)


def _judge_emptyings(rows: "csv.DictReader[str]") -> BacktestScores:
    bins: dict[str, dict[int, float]] = defaultdict(dict)
    for line, row in _numbered(rows):
        bins[row["bin_id"]][_time(line, row, "emptied_at_local")] = _number(line, row, "fill_before_pct", 100)
    return _judged(score_emptyings, {name: sorted(own.items()) for name, own in bins.items()})


def _judged(judge: Callable[P, BacktestScores], *args: P.args, **kwargs: P.kwargs) -> BacktestScores:
    try:
        return judge(*args, **kwargs)
    except ValueError as error:
        raise RecordError(f"is {error}") from error


def _numbered(rows: "csv.DictReader[str]") -> Iterator[tuple[int, Row]]:
    for row in rows:
        if None in row.values():
            raise RecordError(f"line {rows.line_num}: has fewer columns than the first line")
        yield rows.line_num, row


def _time(line: int, row: Row, column: str) -> int:
    """Return ms; a local time is taken as it stands: what matters is the time between two of them."""
    try:
        moment = datetime.fromisoformat(row[column])
    except ValueError as error:
        raise RecordError(f"line {line}: {column} {row[column]!r} is no date or time, such as 2016-06-04T04:32:18") from error
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _number(line: int, row: Row, column: str, most: float) -> float:
    try:
        value = float(row[column])
    except ValueError as error:
        raise RecordError(f"line {line}: {column} {row[column]!r} is no number") from error
    if not 0 <= value <= most:
        raise RecordError(f"line {line}: {column} {value:g} is not within 0 to {most:g}")
    return value


def _rounded(measures: BacktestScores) -> dict[str, object]:
    return {name: _round(value) for name, value in asdict(measures).items() if value not in (None, {})}


def _round(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    return {name: _round(number) for name, number in value.items()} if isinstance(value, dict) else value
