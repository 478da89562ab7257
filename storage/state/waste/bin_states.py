"""What watch knows of each bin, to be shown and to be reckoned on with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, func, select

from domain.waste.forecast.demand import Demand
from domain.waste.forecast.fill_history import Learned
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import Known
from domain.waste.level.emptying import Emptied
from domain.waste.level.estimate import Settled
from domain.waste.level.hypothesis import Explanation, Loss
from domain.waste.level.message import Fault
from storage.state.engine import upsert
from storage.state.tables.bins import bin_states

_ENOUGH_DAYS = 5.0  # a bin that has told less is no measure for others
_MOST_IDS = 500  # a statement takes a bounded number of parameters

FullAt = tuple[int | None, int | None, int | None]  # P10, P50, P90, ms UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class BinState:
    """What is shown of a bin; times in ms UTC, `fill` in %; `seen`: when its sensor was last heard."""

    bin_id: str
    seen: int | None
    fill: float | None
    fill_time: int | None
    fault: Fault | None
    faulty: int
    emptied_at: int | None
    full_at: FullAt


def put(connection: Connection, known: Sequence[tuple[Known, FullAt | None]]) -> None:
    """Keep what is known of bins, and when they will be full; None: as it was."""
    for changed in (True, False):
        rows = [_row(one, full_at) for one, full_at in known if (full_at is not None) is changed]
        if rows:
            insert = upsert(connection, bin_states)
            moved = {name: insert.excluded[name] for name in rows[0] if name != "bin"}
            connection.execute(insert.on_conflict_do_update(index_elements=["bin"], set_=moved), rows)


def known(connection: Connection, bin_ids: Collection[str]) -> dict[str, Known]:
    """Return what is known of each bin, by its id; of one that never told anything there is nothing."""
    return {row.bin: _known(row) for row in _rows(connection, bin_ids)}


def shown(connection: Connection, bin_ids: Collection[str]) -> dict[str, BinState]:
    """Return what is shown of each bin, by its id."""
    return {row.bin: _shown(row) for row in _rows(connection, bin_ids)}


def faulty(connection: Connection) -> list[BinState]:
    """Return the bins whose sensor's newest reading told no level."""
    return [_shown(row) for row in connection.execute(select(bin_states).where(bin_states.c.fault.is_not(None)))]


def mean_rate(connection: Connection) -> float | None:
    """Return the mean rate (full bins a day) of all bins that have told enough, or None."""
    return connection.execute(select(func.avg(bin_states.c.rate))).scalar()


def _rows(connection: Connection, bin_ids: Collection[str]) -> list[Row[Any]]:
    ids = sorted(bin_ids)
    parts = (ids[start : start + _MOST_IDS] for start in range(0, len(ids), _MOST_IDS))
    return [row for some in parts for row in connection.execute(select(bin_states).where(bin_states.c.bin.in_(some)))]


def _row(known: Known, full_at: FullAt | None) -> dict[str, Any]:
    settled, demand = known.settled, known.learned.demand
    row: dict[str, Any] = {
        "bin": known.bin_id,
        "seen": settled.seen,
        "fill": settled.level,
        "fill_time": settled.time,
        "fault": settled.fault,
        "faulty": settled.faulty,
        "emptied_at": known.emptied_at,
        "rate": demand.rate if demand.days >= _ENOUGH_DAYS else None,
        "body": {
            "settled": _fields(settled)
            | {"explanations": [_fields(one) for one in settled.explanations], "told": [_fields(one) for one in settled.told]},
            "learned": _fields(known.learned) | {"demand": _fields(demand), "stayed": list(known.learned.stayed.items())},
            "before": known.before,
            "believed": known.believed and _fields(known.believed) | {"outlook": None},
        },
    }
    return row if full_at is None else row | dict(zip(("full_p10", "full_p50", "full_p90"), full_at, strict=True))


def _fields(value: Any) -> dict[str, Any]:
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _known(row: Row[Any]) -> Known:
    body: Mapping[str, Any] = row.body
    settled, learned, believed = body["settled"], body["learned"], body["believed"]
    demand = Demand(**{**learned["demand"], "weekdays": tuple(learned["demand"]["weekdays"])})
    return Known(
        bin_id=row.bin,
        settled=Settled(
            **{**settled, "explanations": tuple(map(_explanation, settled["explanations"])), "told": tuple(map(_emptied, settled["told"]))}
        ),
        learned=Learned(**{**learned, "demand": demand, "stayed": dict(learned["stayed"]), "content": tuple(learned["content"])}),
        emptied_at=row.emptied_at,
        before=body["before"],
        believed=believed and Belief(**believed),
    )


def _explanation(body: dict[str, Any]) -> Explanation:
    return Explanation(**{**body, "losses": tuple(Loss(*one) for one in body["losses"])})


def _emptied(body: dict[str, Any]) -> Emptied:
    return Emptied(**{**body, "evidence": tuple(body["evidence"])})


def _shown(row: Row[Any]) -> BinState:
    return BinState(
        bin_id=row.bin,
        seen=row.seen,
        fill=row.fill,
        fill_time=row.fill_time,
        fault=row.fault,
        faulty=row.faulty,
        emptied_at=row.emptied_at,
        full_at=(row.full_p10, row.full_p50, row.full_p90),
    )
