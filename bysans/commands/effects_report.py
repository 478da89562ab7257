"""`bysans report effects`: what a period came to, against today's practice and a tuned schedule."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from api.effects.answer import EffectsAnswer
from bysans import parts
from bysans.option_types import ConfigFile, DataDir
from bysans.options import open_state, settings_from
from config.indices import DEFAULT_INDEX, load_indices, scale_at
from config.plan import load_plan, plan_with_own
from config.regimes import load_regimes
from domain.air.legal_day import date_of
from reports.effects.csv_export import csv_text
from reports.effects.effects import effects
from reports.effects.figure import Effects
from reports.effects.period import PeriodError, period
from reports.effects.text_export import effects_text
from storage.state import own_settings
from storage.state.registry import RegistryCache

_DAY = "%Y-%m-%d"


def effects_command(
    start: Annotated[datetime | None, typer.Option(formats=[_DAY], help="First day (UTC); default 30 days before the end.")] = None,
    end: Annotated[datetime | None, typer.Option(formats=[_DAY], help="The day after the last (UTC); default now.")] = None,
    format: Annotated[Literal["text", "csv", "json"], typer.Option(help="The same figures either way.")] = "text",  # noqa: A002 - the option's name
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Print what a period came to, for waste and air, and whether the goals are on course."""
    settings = settings_from(config, data_dir)
    with (
        open_state(settings) as state,
        closing(parts.readings(settings, parts.catalogue(settings))) as readings,
        parts.clock(settings, state) as clock,
    ):
        try:
            since, until = period(_ms(start), _ms(end), clock())
        except PeriodError as error:
            typer.echo(f"report effects: --end {error}", err=True)
            raise typer.Exit(2) from error
        with state.read() as connection:
            answer = effects(
                connection,
                readings,
                RegistryCache(state).refresh(connection),
                plan=plan_with_own(
                    load_plan(settings.planning.plan_file),
                    own_settings.read(connection, "practice"),
                    own_settings.read(connection, "goal"),
                ),
                regime=load_regimes()[settings.air.regime],
                scale=scale_at(load_indices()[DEFAULT_INDEX], date_of(since)),
                start=since,
                end=until,
            )
    typer.echo(_FORMS[format](answer))


def _ms(day: datetime | None) -> int | None:
    return None if day is None else round(day.replace(tzinfo=UTC).timestamp() * 1000)


def _json(answer: Effects) -> str:
    """Return what the API answers."""
    return EffectsAnswer.model_validate(answer, from_attributes=True).model_dump_json(indent=2)


_FORMS: dict[str, Callable[[Effects], str]] = {"text": effects_text, "csv": lambda answer: csv_text(answer).rstrip(), "json": _json}
