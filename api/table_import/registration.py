"""Registers what a table holds: all of it, or nothing where a row is wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal, NamedTuple

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection

from api.registry.device_body import DeviceBody, device_of
from api.registry.registration import Registrations
from api.registry.sites import SiteBody
from api.table_import.cells import value_of
from api.table_import.columns import ColumnMap
from api.table_import.problems import RowProblem, RowsError
from api.table_import.table_file import TableFile
from api.table_import.workbook import Cell
from api.waste.bins import BinBody
from api.web.error_handlers import in_words
from api.web.problems import ProblemError
from config.catalogue import Catalogue
from domain.device import ID_IN_WORDS, Bin, Device, Registry, Site, is_id
from domain.id_from_name import new_id
from storage.state.engine import State

What = Literal["sites", "bins", "devices"]
BODIES: Mapping[What, type[SiteBody | BinBody | DeviceBody]] = {"sites": SiteBody, "bins": BinBody, "devices": DeviceBody}
_Body = SiteBody | BinBody | DeviceBody
_Thing = Site | Bin | Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A thing that is there already, and what of it changes: before and after by field."""

    id: str
    fields: Mapping[str, tuple[object, object]]

    def __str__(self) -> str:
        """Return it as a sentence."""
        return f"{self.id}: {', '.join(f'{name} {before!r} → {after!r}' for name, (before, after) in self.fields.items())}"


@dataclass(slots=True)
class Outcome:
    """What a table comes to: ids that are new, what changes, and how many are as they were."""

    new: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0


class _Row(NamedTuple):
    number: int
    cells: Mapping[str, Cell]
    thing: _Thing
    dated: bool


def register_table(
    table: TableFile,
    columns: ColumnMap,
    what: What,
    state: State,
    catalogue: Catalogue,
    registry_of: Callable[[Connection], Registry],
    *,
    now: int,
    dry_run: bool,
) -> Outcome:
    """Register every row in one transaction, or see what would change. Raises RowsError for what is wrong, StateAwayError."""
    problems: list[RowProblem] = []
    rows = list(_rows(table, columns, what, now, problems))
    outcome = Outcome()
    with state.begin(read_only=dry_run) as connection:
        registrations = Registrations(registry_of(connection), catalogue, now)
        for row in rows:
            try:
                _note(registrations.add(row.thing, dated=row.dated), row.thing, outcome)
            except ProblemError as error:
                problems.append(_refused(error, row, columns))
        if problems:
            raise RowsError(sorted(problems, key=lambda problem: problem.row))
        if not dry_run:
            registrations.write(connection)
    return outcome


def _rows(table: TableFile, columns: ColumnMap, what: What, now: int, problems: list[RowProblem]) -> Iterator[_Row]:
    """Yield each good row as what it describes, and whether it has a date of its own; say of each other one what is wrong."""
    rows_of: dict[tuple[str, int | None], int] = {}
    for number, cells in table.rows:
        named = dict(zip(table.columns, cells, strict=False))
        read = _body(number, named, columns, what)
        if isinstance(read, RowProblem):
            problems.append(read)
            continue
        thing_id, body = read
        before = rows_of.setdefault((thing_id, body.valid_from), number)
        if before != number:
            problems.append(RowProblem(row=number, field="", reason=f"{thing_id} stands in row {before} already", other_row=before))
            continue
        yield _Row(number, named, _thing(thing_id, body, now), body.valid_from is not None)


def _body(number: int, row: Mapping[str, Cell], columns: ColumnMap, what: What) -> tuple[str, _Body] | RowProblem:
    cells = [*columns.values.items(), *((name, row.get(column)) for name, column in columns.columns.items())]
    texts: dict[str, str | list[str]] = {}
    for name, cell in cells:
        try:
            value = value_of(name, cell)
        except ValueError as error:
            return _wrong(number, name, columns, cell, f"is no date: {error}")
        if value is not None:
            texts[name] = value
    # A LoRaWAN device is called by its DevEUI, a place by its name, where the table has no ids.
    thing_id = str(texts.get("id") or str(texts.get("dev_eui", "")).lower() or new_id(str(texts.get("name", "")), (), nameless=""))
    if not is_id(thing_id):
        return _wrong(number, "id", columns, thing_id or None, f"must be {ID_IN_WORDS}")
    try:
        return thing_id, BODIES[what].model_validate_strings({**texts, "id": thing_id}, strict=False)
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0]) if problem["loc"] else ""
        return _wrong(number, name, columns, texts.get(name), in_words(problem))


def _wrong(number: int, name: str, columns: ColumnMap, value: object, reason: str) -> RowProblem:
    shown = None if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return RowProblem(row=number, field=name, column=columns.columns.get(name), value=shown, reason=reason)


def _refused(error: ProblemError, row: _Row, columns: ColumnMap) -> RowProblem:
    """Return what the registry has against a row."""
    errors = error.extra.get("errors") or [{"field": "dev_eui", "message": error.detail}]  # a 409 is about the DevEUI
    name = str(errors[0]["field"])
    value = columns.values.get(name) or row.cells.get(columns.columns.get(name, ""))
    return _wrong(row.number, name, columns, value, str(errors[0]["message"]))


def _thing(thing_id: str, body: BaseModel, now: int) -> _Thing:
    if isinstance(body, DeviceBody):
        return device_of(thing_id, body, now)
    fields = body.model_dump(exclude={"id"})
    fields["valid_from"] = now if fields["valid_from"] is None else fields["valid_from"]
    return Site(id=thing_id, **fields) if isinstance(body, SiteBody) else Bin(id=thing_id, **fields)


def _note(before: _Thing | None, thing: _Thing, outcome: Outcome) -> None:
    if before is None:
        outcome.new.append(thing.id)
    elif fields := _changes(asdict(before), asdict(thing)):
        outcome.changed.append(Change(id=thing.id, fields=fields))
    else:
        outcome.same += 1


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Mapping[str, tuple[object, object]]:
    names: Sequence[str] = [name for name in after if name not in ("id", "valid_from") and before[name] != after[name]]
    return {name: (before[name], after[name]) for name in names}
