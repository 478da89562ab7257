"""Records every change that a connection makes while somebody acts, in the transaction that makes it.

The one place that all changes pass is the execution of a statement: who writes a new way to change something cannot forget the record.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Insert, LargeBinary, Table, Update, and_, event, select, tuple_

from storage.state.audit.acting import now_acting
from storage.state.audit.audited import AUDITED, NAMES, Audited, told
from storage.state.audit.log import Change, append

Row = Mapping[Any, Any]
Rows = dict[tuple[Any, ...], Row]
_SLOT = "audited statement"
_MOST_KEYS = 200  # in one question


def watch(engine: Engine) -> None:
    """Have every change by anyone recorded that goes through the engine."""
    event.listen(engine, "before_execute", _before)
    event.listen(engine, "after_execute", _after)


def _before(connection: Connection, statement: Any, many: Sequence[Row], one: Row, _options: object) -> None:
    if isinstance(statement, Insert | Update | Delete) and statement.table in AUDITED and now_acting() is not None:
        sets = list(many) or [one]
        connection.info[_SLOT] = (statement, sets, _rows_before(connection, statement, sets))


def _after(connection: Connection, statement: Any, _many: object, _one: object, _options: object, result: Any) -> None:
    slot = connection.info.get(_SLOT)
    if slot is None or slot[0] is not statement:
        return
    del connection.info[_SLOT]
    acting, table = now_acting(), _table(statement)
    if acting is None:
        return
    before: Rows = slot[2]
    keys = list(before) if not isinstance(statement, Insert) else _inserted_keys(connection, statement, slot[1], result)
    after = {} if isinstance(statement, Delete) else _rows(connection, table, keys)
    changes = [_change(connection, table, before.get(key), after.get(key)) for key in dict.fromkeys([*before, *keys])]
    append(connection, acting, [change for change in changes if change is not None])


def _table(statement: Insert | Update | Delete) -> Table:
    if not isinstance(statement.table, Table):
        raise TypeError(f"{statement.table} is no table of ours")
    return statement.table


def _rows_before(connection: Connection, statement: Insert | Update | Delete, sets: Sequence[Row]) -> Rows:
    table = _table(statement)
    if isinstance(statement, Insert):
        return _rows(connection, table, [key for key in _given_keys(connection, statement, sets) if None not in key])
    query = select(*_columns(table))
    if statement.whereclause is not None:
        query = query.where(statement.whereclause)
    return _keyed(table, [dict(row._mapping) for values in sets for row in connection.execute(query, dict(values))])


def _given_keys(connection: Connection, statement: Insert, sets: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Return the primary keys that an insertion names; None where the database gives it."""
    fixed = statement.compile(dialect=connection.dialect, column_keys=list(sets[0]) or None).params
    names = [column.name for column in statement.table.primary_key]
    return [tuple({**fixed, **values}.get(name) for name in names) for values in sets]


def _inserted_keys(connection: Connection, statement: Insert, sets: Sequence[Row], result: Any) -> list[tuple[Any, ...]]:
    given = _given_keys(connection, statement, sets)
    if all(None not in key for key in given):
        return given
    return [tuple(result.inserted_primary_key)] if len(given) == 1 and result.rowcount else []


def _rows(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> Rows:
    rows: list[Row] = []
    for first in range(0, len(keys), _MOST_KEYS):
        query = select(*_columns(table)).where(tuple_(*table.primary_key).in_(keys[first : first + _MOST_KEYS]))
        rows += [dict(row._mapping) for row in connection.execute(query)]
    return _keyed(table, rows)


def _keyed(table: Table, rows: Sequence[Row]) -> Rows:
    names = [column.name for column in table.primary_key]
    return {tuple(row[name] for name in names): dict(row) for row in rows}


def _columns(table: Table) -> list[Any]:
    """Return the columns that are told: no bytes, such as photos and hashes, and none that is left out."""
    without = AUDITED[table].without
    return [
        column for column in table.columns if column.primary_key or not (isinstance(column.type, LargeBinary) or column.name in without)
    ]


def _change(connection: Connection, table: Table, before: Row | None, after: Row | None) -> Change | None:
    audited, row = AUDITED[table], after or before
    if before == after or row is None or not audited.only(row):
        return None
    if before is None and audited.versions is not None and after is not None:
        before = _version_before(connection, table, audited, after)
    changed = [name for name in row if before is None or after is None or before[name] != after[name]]
    old, new = (
        None if side is None else {name: told(side[name], audited.without) for name in _shown(table, changed)} for side in (before, after)
    )
    if old == new:
        return None
    action = "added" if before is None else "removed" if after is None or after.get("removed") else "changed"
    return Change(
        action=action, kind=audited.kind_of(row), thing=audited.thing_of(row), before=old, after=new, is_personal=audited.personal(row)
    )


def _shown(table: Table, names: Sequence[str]) -> list[str]:
    """Return the columns whose values are shown: of a key in bytes, its hash would say nothing; of a name, it could not be forgotten."""
    return [name for name in names if name not in NAMES and not isinstance(table.c[name].type, LargeBinary)]


def _version_before(connection: Connection, table: Table, audited: Audited, after: Row) -> Row | None:
    """Return the newest earlier version of the same thing."""
    by = table.c[audited.versions or ""]
    same = [column == after[column.name] for column in table.primary_key if column is not by]
    query = select(*_columns(table)).where(and_(by < after[by.name], *same)).order_by(by.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else dict(row._mapping)
