"""Stores what watch knows of each bin, to be shown and to be continued with the next message."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, func, select

from domain.waste.forecast.demand import Demand
from domain.waste.forecast.fill_history import FillHistory
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import BinState
from domain.waste.level.crew_report import EmptyingReport, as_reported, report_of
from domain.waste.level.emptying import DetectedEmptying
from domain.waste.level.estimate import LevelEstimate
from domain.waste.level.hypothesis import EmptyingEvent, Hypothesis
from domain.waste.level.message import Fault
from domain.waste.level.repetition import Repetition
from storage.state.engine import upsert
from storage.state.tables.bins import bin_states

_ENOUGH_DAYS = 5.0  # a bin that has taught less is no measure for others
_MOST_IDS = 500  # a statement takes a bounded number of parameters
# Names in stored bodies: data written before a field was renamed is read as it stands.
_STORED_NAMES: Mapping[type, Mapping[str, str]] = {
    LevelEstimate: {
        "last_seen": "seen",
        "confirmed": "sure",
        "hypotheses": "explanations",
        "fault_count": "faulty",
        "emptyings": "told",
    },
    Repetition: {"repeats": "alike", "repeated_since": "alike_since"},
    Hypothesis: {"emptyings": "losses"},
    FillHistory: {"readings": "told"},
}

FullAt = tuple[int | None, int | None, int | None]  # P10, P50, P90, ms UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class BinStatus:
    """What is shown of a bin; times in ms UTC, `fill` in %.

    `last_seen`: when its sensor was last heard. `fault`: of its newest `fault_count` readings in a row.
    `report`: an emptying that a crew reported and the sensor has not confirmed; `fill` and `emptied_at` follow it until it is contradicted.
    """

    bin_id: str
    last_seen: int | None
    fill: float | None
    fill_time: int | None
    fault: Fault | None
    fault_count: int
    emptied_at: int | None
    full_at: FullAt
    report: EmptyingReport | None = None


def put(connection: Connection, states: Sequence[tuple[BinState, FullAt | None]]) -> None:
    """Store bins' states, and when they will be full; None: as it was."""
    for changed in (True, False):
        rows = [_row(state, full_at) for state, full_at in states if (full_at is not None) is changed]
        if rows:
            insert = upsert(connection, bin_states)
            moved = {name: insert.excluded[name] for name in rows[0] if name != "bin"}
            connection.execute(insert.on_conflict_do_update(index_elements=["bin"], set_=moved), rows)


def states(connection: Connection, bin_ids: Collection[str]) -> dict[str, BinState]:
    """Return the state of each bin by its id; a bin of which nothing was ever heard is left out."""
    return {row.bin: _state(row) for row in _rows(connection, bin_ids)}


def statuses(connection: Connection, bin_ids: Collection[str]) -> dict[str, BinStatus]:
    """Return what is shown of each bin, by its id."""
    return {row.bin: _status(row) for row in _rows(connection, bin_ids)}


def emptying_reports(connection: Connection, bin_ids: Collection[str]) -> dict[str, EmptyingReport]:
    """Return the emptyings that crews reported and sensors have not confirmed, by bin."""
    reports = {row.bin: _status(row).report for row in _rows(connection, bin_ids)}
    return {bin_id: report for bin_id, report in reports.items() if report is not None}


def faulty(connection: Connection) -> list[BinStatus]:
    """Return the bins whose sensor's newest reading gave no level."""
    return [_status(row) for row in connection.execute(select(bin_states).where(bin_states.c.fault.is_not(None)))]


def mean_rate(connection: Connection) -> float | None:
    """Return the mean rate (full bins a day) of all bins that have taught enough, or None."""
    return connection.execute(select(func.avg(bin_states.c.rate))).scalar()


def _rows(connection: Connection, bin_ids: Collection[str]) -> list[Row[Any]]:
    ids = sorted(bin_ids)
    parts = (ids[start : start + _MOST_IDS] for start in range(0, len(ids), _MOST_IDS))
    return [row for part in parts for row in connection.execute(select(bin_states).where(bin_states.c.bin.in_(part)))]


def _row(state: BinState, full_at: FullAt | None) -> dict[str, Any]:
    estimate, demand, reported = state.estimate, state.history.demand, as_reported(state)
    row: dict[str, Any] = {
        "bin": state.bin_id,
        "seen": estimate.last_seen,
        "fill": reported.estimate.level,
        "fill_time": reported.estimate.time,
        "fault": estimate.fault,
        "faulty": estimate.fault_count,
        "emptied_at": reported.emptied_at,
        "rate": demand.rate if demand.days >= _ENOUGH_DAYS else None,
        "body": {
            "settled": _written(estimate, "repetition")
            | _written(estimate.repetition)
            | {"explanations": list(map(_written, estimate.hypotheses)), "told": list(map(_written, estimate.emptyings))},
            "learned": _written(state.history) | {"demand": _written(demand), "stayed": list(state.history.stayed.items())},
            "emptied_at": state.emptied_at,
            "before": state.emptied_before,
            "report": (report := report_of(state)) and _written(report),
            "believed": state.belief and _written(state.belief) | {"outlook": None},
        },
    }
    return row if full_at is None else row | dict(zip(("full_p10", "full_p50", "full_p90"), full_at, strict=True))


def _written(value: Any, *without: str) -> dict[str, Any]:
    kind: Any = type(value)
    return {stored: getattr(value, name) for name, stored in _names(kind).items() if name not in without}


def _read(kind: Any, body: Mapping[str, Any], **converted: Any) -> Any:
    return kind(**{name: body[stored] for name, stored in _names(kind).items() if stored in body} | converted)


@cache
def _names(kind: Any) -> dict[str, str]:
    renamed = _STORED_NAMES.get(kind, {})
    return {field.name: renamed.get(field.name, field.name) for field in fields(kind)}


def _state(row: Row[Any]) -> BinState:
    settled, learned, believed = row.body["settled"], row.body["learned"], row.body["believed"]
    demand = _read(Demand, learned["demand"], weekdays=tuple(learned["demand"]["weekdays"]))
    return BinState(
        bin_id=row.bin,
        estimate=_read(
            LevelEstimate,
            settled,
            repetition=_read(Repetition, settled),
            hypotheses=tuple(map(_hypothesis, settled["explanations"])),
            emptyings=tuple(map(_detected, settled["told"])),
        ),
        history=_read(FillHistory, learned, demand=demand, stayed=dict(learned["stayed"]), content=tuple(learned["content"])),
        emptied_at=row.body.get("emptied_at", row.emptied_at),  # not in data written before reports were kept apart
        emptied_before=row.body["before"],
        reported_at=report["time"] if (report := row.body.get("report")) else None,
        belief=believed and _read(Belief, believed),
    )


def _hypothesis(body: Mapping[str, Any]) -> Hypothesis:
    hypothesis: Hypothesis = _read(Hypothesis, body, emptyings=tuple(EmptyingEvent(*event) for event in body["losses"]))
    return hypothesis


def _detected(body: Mapping[str, Any]) -> DetectedEmptying:
    emptying: DetectedEmptying = _read(DetectedEmptying, body, evidence=tuple(body["evidence"]))
    return emptying


def _status(row: Row[Any]) -> BinStatus:
    report = row.body.get("report")
    return BinStatus(
        bin_id=row.bin,
        last_seen=row.seen,
        fill=row.fill,
        fill_time=row.fill_time,
        fault=row.fault,
        fault_count=row.faulty,
        emptied_at=row.emptied_at,
        full_at=(row.full_p10, row.full_p50, row.full_p90),
        report=report and EmptyingReport(**report),
    )
