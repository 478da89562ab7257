"""Stores the flags of values that are not good, each with its reason."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, tuple_

from domain.parameter import Flag
from storage.state.tables.air import quality

DECLARED = "declared invalid by"  # how the reason begins of what a person took out
_MOST_IDS = 500  # a statement takes a bounded number of parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One value's flag, never good: `reason` is a sentence for people, `rule_version` names the rules that judged."""

    device_id: str
    time: int
    parameter: str
    flag: Flag
    reason: str
    rule_version: str


def replace(connection: Connection, device_ids: Collection[str], spans: Iterable[tuple[int, int]], marks: Sequence[Mark]) -> None:
    """Make `marks` all there is of some devices within `spans`, each [start, end) in ms UTC."""
    ids = sorted(device_ids)
    parts = [ids[first : first + _MOST_IDS] for first in range(0, len(ids), _MOST_IDS)]
    for start, end in spans:
        for part in parts:
            within = quality.c.device.in_(part) & (quality.c.time >= start) & (quality.c.time < end)
            connection.execute(delete(quality).where(within))
    if marks:
        connection.execute(insert(quality), [_row(mark) for mark in marks])


def of_values(connection: Connection, device_ids: Collection[str], start: int, end: int) -> dict[tuple[str, int, str], Mark]:
    """Return the marks of devices with start <= time <= end (ms UTC), by (device, time, parameter)."""
    ids = sorted(device_ids)
    marks: dict[tuple[str, int, str], Mark] = {}
    for first in range(0, len(ids), _MOST_IDS):
        is_listed = quality.c.device.in_(ids[first : first + _MOST_IDS])
        for row in connection.execute(select(quality).where(is_listed, quality.c.time >= start, quality.c.time <= end)):
            marks[row.device, row.time, row.parameter] = _mark(row)
    return marks


def of_times(connection: Connection, device_ids: Collection[str], times: Collection[int]) -> dict[tuple[str, int, str], Mark]:
    """Return the marks of devices at some times (ms UTC; a page of either at most), by (device, time, parameter)."""
    query = select(quality).where(quality.c.device.in_(sorted(set(device_ids))), quality.c.time.in_(sorted(set(times))))
    return {(row.device, row.time, row.parameter): _mark(row) for row in connection.execute(query)}


def of_readings(connection: Connection, readings: Collection[tuple[str, int]]) -> dict[tuple[str, int, str], Mark]:
    """Return the marks of some (device, time in ms UTC), by (device, time, parameter)."""
    keys = sorted(readings)
    marks: dict[tuple[str, int, str], Mark] = {}
    for first in range(0, len(keys), _MOST_IDS):
        is_listed = tuple_(quality.c.device, quality.c.time).in_(keys[first : first + _MOST_IDS])
        for row in connection.execute(select(quality).where(is_listed)):
            marks[row.device, row.time, row.parameter] = _mark(row)
    return marks


def counts(connection: Connection, device_id: str, start: int, end: int) -> dict[tuple[str, Flag], int]:
    """Return how many of a device's values with start <= time < end (ms UTC) are flagged, by parameter and flag."""
    table = quality.c
    within = (table.device == device_id) & (table.time >= start) & (table.time < end)
    query = select(table.parameter, table.flag, func.count()).where(within).group_by(table.parameter, table.flag)
    return {(parameter, Flag(flag)): count for parameter, flag, count in connection.execute(query)}


def doubted(connection: Connection, device_id: str, start: int, end: int) -> int:
    """Return how many of a device's values with start <= time < end (ms UTC) are flagged and were not taken out by a person."""
    table = quality.c
    within = (table.device == device_id) & (table.time >= start) & (table.time < end)
    return connection.execute(select(func.count()).where(within, ~table.reason.contains(DECLARED))).scalar() or 0


def page(connection: Connection, device_id: str, start: int, end: int, *, limit: int, after: tuple[int, str]) -> list[Mark]:
    """Return up to `limit` marks of a device with start <= time < end (ms UTC), by time and parameter, beginning behind `after`."""
    table = quality.c
    behind = tuple_(table.time, table.parameter) > after
    query = select(quality).where(table.device == device_id, table.time >= start, table.time < end, behind)
    return [_mark(row) for row in connection.execute(query.order_by(table.time, table.parameter).limit(limit))]


def _row(mark: Mark) -> dict[str, object]:
    return {
        "device": mark.device_id,
        "time": mark.time,
        "parameter": mark.parameter,
        "flag": int(mark.flag),
        "reason": mark.reason,
        "rule_version": mark.rule_version,
    }


def _mark(row: Row[Any]) -> Mark:
    return Mark(
        device_id=row.device,
        time=row.time,
        parameter=row.parameter,
        flag=Flag(row.flag),
        reason=row.reason,
        rule_version=row.rule_version,
    )
