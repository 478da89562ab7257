"""`bysans models list`: what every model is for, what reads it, and what it measures."""

import json
from typing import NamedTuple

import typer

from bysans import parts
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import settings_from
from config.catalogue import Catalogue
from domain.model import Model


def list_models(as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """List every model: its id, what it is for, what reads it, and what it measures."""
    catalogue = parts.catalogue(settings_from(config, data_dir))
    rows = [_row(model, catalogue) for _, model in sorted(catalogue.models.items())]
    if as_json:
        typer.echo(json.dumps([row._asdict() for row in rows], ensure_ascii=False))
        return
    for row in rows:
        typer.echo("  ".join((row.id, row.kind or "air or bin", row.read_by, " ".join(row.parameters), row.whose)).rstrip())


class _Row(NamedTuple):
    id: str
    kind: str
    read_by: str
    parameters: list[str]
    whose: str


def _row(model: Model, catalogue: Catalogue) -> _Row:
    read_by = f"decoder {model.decoder}" if model.decoder else "codec" if model.codec else "its network"
    measured = {field.parameter for field in model.fields.values()} | model.ranges.keys() - {"fill"}
    return _Row(model.id, model.kind or "", read_by, sorted(measured), "own" if model.id in catalogue.own else "")
