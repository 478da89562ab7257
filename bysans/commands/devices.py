"""`bysans devices import|export|password`: the device list as CSV, and what a device needs to send."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy import Connection

from api.registry.device_body import DeviceAnswer, DeviceBody, answer, device_of
from api.registry.registration import Registrations
from api.web.error_handlers import in_words
from api.web.problems import ProblemError
from bysans import parts
from bysans.broker.passwords import new_password
from bysans.clock import now
from bysans.option_types import ConfigFile, DataDir
from bysans.options import open_state, settings_from
from config.broker.embedded import devices_file
from config.catalogue import Catalogue
from domain.count_of import count_of
from domain.device import ID_IN_WORDS, Device, is_id
from domain.spreadsheet import harmless, original
from storage.state import registry
from storage.state.engine import State
from storage.state.registry import RegistryCache

devices_app = typer.Typer(no_args_is_help=True, help="Import and export the device list; give passwords.")

_COLUMNS = list(DeviceAnswer.model_fields)
_PAGE = 1000


class _RowError(Exception):
    """A row that cannot be imported: the message names file, line and what is wrong."""


@devices_app.command("export")
def export_devices(config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Write every device as it is now, as CSV on standard output."""
    with open_state(settings_from(config, data_dir)) as state, state.read() as connection:
        writer = csv.DictWriter(sys.stdout, _COLUMNS)
        writer.writeheader()
        for device in _all(connection):
            writer.writerow(
                {name: "" if value is None else harmless(value) for name, value in answer(device).model_dump(mode="json").items()}
            )


@devices_app.command("import")
def import_devices(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], config: ConfigFile = None, data_dir: DataDir = None
) -> None:
    """Register every device of a CSV with the columns that `export` writes: all of them, or none when a line is wrong."""
    settings = settings_from(config, data_dir)
    try:
        with open_state(settings) as state:
            count = _import(file, state, parts.catalogue(settings))
    except (_RowError, UnicodeDecodeError, csv.Error) as error:
        problem = error if isinstance(error, _RowError) else f"{file} is not CSV in UTF-8 ({error}): save it as that"
        typer.echo(f"{problem}; nothing was imported", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{count_of(count, 'device')} imported", err=True)


@devices_app.command("password")
def give_password(device_id: Annotated[str, typer.Argument(metavar="ID")], config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Give a device a new password for the embedded broker, and print it alone, once; the one that it had ends within seconds."""
    settings = settings_from(config, data_dir)
    with open_state(settings) as state, state.read() as connection:
        if registry.get(connection, Device, device_id, now()) is None:
            typer.echo(f"{device_id} is not registered: register it first, else the broker does not let it in", err=True)
            raise typer.Exit(1)
    typer.echo(new_password(devices_file(settings), device_id))
    typer.echo(f"client id: one that nobody else knows, such as {token_hex(8)}; a client that knows it can cut this one off", err=True)


def _import(file: Path, state: State, catalogue: Catalogue) -> int:
    """Register every device of `file` in one transaction, and return how many. Raises _RowError, UnicodeDecodeError, csv.Error."""
    lines_of: dict[tuple[str, int | None], str] = {}
    with state.begin() as connection, file.open(encoding="utf-8-sig", newline="") as lines:
        registrations = Registrations(RegistryCache(state).refresh(connection), catalogue, now())
        for where, device, dated in _read(file, csv.DictReader(lines)):
            before = lines_of.setdefault((device.id, device.valid_from if dated else None), where)
            if before != where:
                raise _RowError(f"{where}: {device.id} has a line already ({before}); give each version its own valid_from")
            try:
                registrations.add(device, dated=dated)
            except ProblemError as error:
                raise _RowError(f"{where}: {error}") from error
        registrations.write(connection)
    if not lines_of:
        raise _RowError(f"{file} names its columns and no device")
    return len(lines_of)


def _all(connection: Connection) -> Iterator[Device]:
    after, at = "", now()
    while page := registry.page(connection, Device, at=at, after=after, limit=_PAGE):
        yield from page
        after = page[-1].id


def _read(file: Path, rows: "csv.DictReader[str]") -> Iterator[tuple[str, Device, bool]]:
    if "id" not in (rows.fieldnames or ()):
        raise _RowError(f"{file}, line 1: names no column `id`; `devices export` shows the columns, parted by commas")
    for row in rows:
        where = f"{file}, line {rows.line_num}"
        device_id = row.get("id") or ""
        if not is_id(device_id):
            raise _RowError(f"{where}: id {device_id!r} is not {ID_IN_WORDS}")
        try:
            body = DeviceBody.model_validate_strings(
                {name: original(value) for name, value in row.items() if name is not None and value}, strict=False
            )
        except ValidationError as error:
            problem = error.errors()[0]
            raise _RowError(f"{where}: {'.'.join(map(str, problem['loc']))}: {in_words(problem)}") from error
        yield where, device_of(device_id, body, now()), body.valid_from is not None
