"""Stores what was believed of each bin from when until when, so that a past decision can be reproduced."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from domain.effects.overflow_time import ReportedLevel
from domain.waste.forecast.demand import Demand, DemandRules
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from storage.state.tables.bins import beliefs

STILL = 1 << 62  # `replaced_at` of a belief that nothing has replaced
_MOST_IDS = 500  # a statement takes a bounded number of parameters
_REPLACE = (
    update(beliefs).where(beliefs.c.bin == bindparam("of_bin"), beliefs.c.replaced_at == STILL).values(replaced_at=bindparam("at_time"))
)


def put(connection: Connection, rows: Sequence[Belief]) -> None:
    """Store beliefs, each replacing the one before of its bin; at most one a bin."""
    if rows:
        connection.execute(_REPLACE, [{"of_bin": belief.bin_id, "at_time": belief.known_at} for belief in rows])
        connection.execute(insert(beliefs), [_row(belief) for belief in rows])


def at(connection: Connection, bin_ids: Collection[str], time: int, rules: DemandRules) -> dict[str, Belief]:
    """Return what was believed of each bin at `time` (ms UTC), by its id; a bin of which nothing was known is left out."""
    believed: dict[str, Belief] = {}
    ids = sorted(bin_ids)
    for start in range(0, len(ids), _MOST_IDS):
        part = ids[start : start + _MOST_IDS]
        query = select(beliefs).where(beliefs.c.bin.in_(part), beliefs.c.known_at <= time, beliefs.c.replaced_at > time)
        believed |= {row.bin: _belief(row, rules) for row in connection.execute(query)}
    return believed


def levels(connection: Connection, start: int, end: int) -> dict[str, list[ReportedLevel]]:
    """Return the levels believed within [start, end) (ms UTC) of each bin, in order, with the one that held at `start`."""
    query = select(beliefs.c.bin, beliefs.c.time, beliefs.c.fill, beliefs.c.fault, beliefs.c.emptied_at, beliefs.c.silent_after)
    query = query.where(beliefs.c.time < end, beliefs.c.replaced_at > start).order_by(beliefs.c.bin, beliefs.c.time, beliefs.c.id)
    by_bin: dict[str, list[ReportedLevel]] = defaultdict(list)
    for row in connection.execute(query):
        # What a faulty sensor said last is no level now.
        fill = row.fill if row.fault is None else None
        by_bin[row.bin].append(ReportedLevel(time=row.time, fill=fill, emptied_at=row.emptied_at, until=row.silent_after))
    return by_bin


def of_bin(connection: Connection, bin_id: str, start: int, end: int) -> list[Belief]:
    """Return what was believed of one bin within [start, end) (ms UTC), in order, with what held at `start`; without the forecasts."""
    columns = [column for column in beliefs.c if column.name != "outlook"]
    query = select(*columns).where(beliefs.c.bin == bin_id, beliefs.c.known_at < end, beliefs.c.replaced_at > start)
    return [
        Belief(
            bin_id=row.bin,
            known_at=row.known_at,
            time=row.time,
            fill=row.fill,
            fault=row.fault,
            emptied_at=row.emptied_at,
            silent_after=row.silent_after,
        )
        for row in connection.execute(query.order_by(beliefs.c.id))
    ]


def current_number(connection: Connection) -> int:
    """Return the number of the newest belief."""
    return connection.execute(select(func.max(beliefs.c.id))).scalar() or 0


def forget(connection: Connection, before: int) -> None:
    """Forget what was replaced before a time (ms UTC)."""
    connection.execute(delete(beliefs).where(beliefs.c.replaced_at < before))


def _row(belief: Belief) -> dict[str, Any]:
    return {
        "bin": belief.bin_id,
        "known_at": belief.known_at,
        "replaced_at": STILL,
        "time": belief.time,
        "fill": belief.fill,
        "fault": belief.fault,
        "emptied_at": belief.emptied_at,
        "silent_after": belief.silent_after,
        "outlook": None if belief.outlook is None else _written(belief.outlook),
    }


def _written(outlook: Outlook) -> dict[str, Any]:
    demand = outlook.demand
    return {
        "since": outlook.since,
        "content": [[round(amount, 4), round(chance, 4)] for amount, chance in outlook.content],
        "rate": outlook.rate,
        "own_rate": demand.rate,
        "days": demand.days,
        "weekdays": [round(deviation, 4) for deviation in demand.weekdays],
        "dispersion": demand.dispersion,
    }


def _belief(row: Row[Any], rules: DemandRules) -> Belief:
    return Belief(
        bin_id=row.bin,
        known_at=row.known_at,
        time=row.time,
        fill=row.fill,
        fault=row.fault,
        emptied_at=row.emptied_at,
        silent_after=row.silent_after,
        outlook=None if row.outlook is None else _outlook(row.outlook, rules),
    )


def _outlook(body: dict[str, Any], rules: DemandRules) -> Outlook:
    demand = Demand(rate=body["own_rate"], days=body["days"], weekdays=tuple(body["weekdays"]), dispersion=body["dispersion"])
    content = tuple((amount, chance) for amount, chance in body["content"])
    return Outlook(since=body["since"], content=content, demand=demand, rate=body["rate"], rules=rules)
