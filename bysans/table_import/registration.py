"""Registers what a table holds: all of it, or nothing where a row is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Literal

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection

from api.registry import versions
from api.registry.device_body import DeviceBody, device_of
from api.registry.device_checks import register
from api.registry.sites import SiteBody
from api.waste.bins import BinBody
from api.web.error_handlers import in_words
from api.web.problems import ProblemError
from bysans.table_import.cells import value_of
from bysans.table_import.columns import ColumnMap
from bysans.table_import.table_file import Cell, TableError, TableFile
from config.catalogue import Catalogue
from domain.device import ID_IN_WORDS, Bin, Device, Site, is_id
from domain.id_from_name import new_id
from storage.state import registry
from storage.state.engine import State
from storage.state.registry import RegistryCache

What = Literal["sites", "bins", "devices"]
BODIES: Mapping[What, type[SiteBody | BinBody | DeviceBody]] = {"sites": SiteBody, "bins": BinBody, "devices": DeviceBody}
_MOST_TOLD = 20
_Thing = Site | Bin | Device


@dataclass(slots=True)
class Outcome:
    """What a table comes to: ids that are new, sentences about what changes, and how many are as they were."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0


class _DryRunError(Exception):
    """Ends a transaction of which nothing is to stay."""


def register_table(
    table: TableFile, columns: ColumnMap, what: What, state: State, catalogue: Catalogue, *, now: int, dry_run: bool
) -> Outcome:
    """Register every row in one transaction, or see what would change. Raises TableError for what is wrong, StateAwayError."""
    problems: list[str] = []
    things = list(_things(table, columns, what, now, problems))
    outcome = Outcome()
    with suppress(_DryRunError), state.begin() as connection:
        cache = RegistryCache(state)
        for number, thing, dated in things:
            try:
                _register(connection, thing, cache, catalogue, outcome, now=now, dated=dated)
            except ProblemError as error:
                problems.append(f"row {number}: {error}")
        _end(problems, dry_run=dry_run)
    return outcome


def _end(problems: Sequence[str], *, dry_run: bool) -> None:
    """End the transaction with nothing kept where a row is wrong, or nothing is to be kept. Raises TableError, _DryRunError."""
    if problems:
        more = f"\nand {len(problems) - _MOST_TOLD} more" if len(problems) > _MOST_TOLD else ""
        raise TableError("\n".join(problems[:_MOST_TOLD]) + more)
    if dry_run:
        raise _DryRunError


def _things(table: TableFile, columns: ColumnMap, what: What, now: int, problems: list[str]) -> Iterator[tuple[int, _Thing, bool]]:
    """Yield each good row as what it describes, and whether it has a date of its own; say of each other one what is wrong."""
    rows_of: dict[tuple[str, int | None], int] = {}
    for number, cells in table.rows:
        try:
            thing_id, body = _body(dict(zip(table.columns, cells, strict=False)), columns, what)
        except TableError as error:
            problems.append(f"row {number}, {error}")
            continue
        before = rows_of.setdefault((thing_id, body.valid_from), number)
        if before != number:
            problems.append(f"row {number}: {thing_id} stands in row {before} already")
            continue
        yield number, _thing(thing_id, body, now), body.valid_from is not None


def _body(row: Mapping[str, Cell], columns: ColumnMap, what: What) -> tuple[str, SiteBody | BinBody | DeviceBody]:
    texts: dict[str, str | list[str]] = dict(columns.values)
    for name, column in columns.columns.items():
        try:
            value = value_of(name, row.get(column))
        except ValueError as error:
            raise TableError(f"column {column!r}: {row.get(column)!r} is no date: {error}") from error
        if value is not None:
            texts[name] = value
    # A LoRaWAN device is called by its DevEUI, a place by its name, where the table has no ids.
    thing_id = str(texts.get("id") or str(texts.get("dev_eui", "")).lower() or new_id(str(texts.get("name", "")), (), nameless=""))
    if not is_id(thing_id):
        raise TableError(f"{_column(columns, 'id')}: {thing_id!r} is not {ID_IN_WORDS}")
    try:
        return thing_id, BODIES[what].model_validate_strings({**texts, "id": thing_id}, strict=False)
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0]) if problem["loc"] else "the row"
        shown = "" if problem["type"] == "missing" or name not in texts else f" = {texts[name]!r}"
        raise TableError(f"{_column(columns, name)}{shown}: {in_words(problem)}") from error


def _column(columns: ColumnMap, name: str) -> str:
    return f"column {columns.columns[name]!r}" if name in columns.columns else name


def _thing(thing_id: str, body: BaseModel, now: int) -> _Thing:
    if isinstance(body, DeviceBody):
        return device_of(thing_id, body, now)
    fields = body.model_dump(exclude={"id"})
    fields["valid_from"] = now if fields["valid_from"] is None else fields["valid_from"]
    return Site(id=thing_id, **fields) if isinstance(body, SiteBody) else Bin(id=thing_id, **fields)


def _register(
    connection: Connection, thing: _Thing, cache: RegistryCache, catalogue: Catalogue, outcome: Outcome, *, now: int, dated: bool
) -> None:
    before: _Thing | None
    if isinstance(thing, Device):
        before = registry.get(connection, Device, thing.id, now)
        register(connection, thing, cache.refresh(connection), catalogue, now=now, dated=dated)
    elif isinstance(thing, Site):
        before = registry.get(connection, Site, thing.id, now)
        versions.open_version(connection, thing, now=now, dated=dated)
    else:
        before = registry.get(connection, Bin, thing.id, now)
        versions.open_version(connection, thing, now=now, dated=dated)
    if before is None:
        outcome.new.append(thing.id)
    elif changes := _changes(asdict(before), asdict(thing)):
        outcome.changed.append(f"{thing.id}: {', '.join(changes)}")
    else:
        outcome.same += 1


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Sequence[str]:
    return [
        f"{name} {before[name]!r} → {after[name]!r}" for name in after if name not in ("id", "valid_from") and before[name] != after[name]
    ]
