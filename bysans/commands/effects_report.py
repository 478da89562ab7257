"""`bysans report effects`: what a period came to, against today's practice and a tuned schedule."""

import csv
import io
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Literal, NoReturn

import typer

from api.effects.answer import EffectsAnswer, FigureAnswer
from api.effects.routes import effects, period
from api.web.problems import ProblemError
from api.web.services import Services
from bysans import parts
from bysans.options import ConfigFile, DataDir, open_kept_state, settings_from

_DAY = "%Y-%m-%d"


class _NoPublisher:
    def publish(self, *_message: object) -> NoReturn:
        raise AssertionError("a report publishes nothing")


def effects_command(
    start: Annotated[datetime | None, typer.Option(formats=[_DAY], help="First day (UTC); default 30 days before the end.")] = None,
    end: Annotated[datetime | None, typer.Option(formats=[_DAY], help="The day behind the last (UTC); default now.")] = None,
    format: Annotated[Literal["text", "csv", "json"], typer.Option(help="The same figures either way.")] = "text",  # noqa: A002 - the option's name
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Print what a period came to, for waste and air, and whether the goals are on course."""
    settings = settings_from(config, data_dir)
    known = parts.catalogue()
    with (
        open_kept_state(settings) as state,
        closing(parts.readings(settings, known)) as readings,
        parts.clock(settings, state) as clock,
    ):
        here = Services(settings=settings, state=state, readings=readings, catalogue=known, clock=clock, publisher=_NoPublisher())
        try:
            since, until = period(_ms(start), _ms(end), clock())
        except ProblemError as error:
            typer.echo(f"report effects: --{error.detail}", err=True)
            raise typer.Exit(2) from error
        with state.read() as connection:
            typer.echo(_FORMS[format](effects(here, connection, since, until)))


def _ms(day: datetime | None) -> int | None:
    return None if day is None else round(day.replace(tzinfo=UTC).timestamp() * 1000)


def _text(answer: EffectsAnswer) -> str:
    lines = [f"{_date(answer.start)} – {_date(answer.end)} ({answer.days:.1f} days)"]
    lines += [_line(one) for one in (*answer.waste, *answer.air)]
    lines += [f"goal {one.figure} {one.change_percent:+g} % by {one.deadline} ({one.role}): {one.course}" for one in answer.goals]
    lines += [f"CO2 factors {answer.co2.version}: {'; '.join(answer.co2.sources)}"]
    return "\n".join(lines)


def _line(one: FigureAnswer) -> str:
    value = "unknown" if one.value is None else f"{one.value:g} {one.unit}"
    spread = f" ({one.uncertainty.low:g}–{one.uncertainty.high:g})" if one.uncertainty else ""
    against = [("today", one.today), ("tuned schedule", one.tuned_schedule)]
    held = "".join(
        f"; {name} {base.value:g}: {base.change_percent:+g} %" for name, base in against if base and base.change_percent is not None
    )
    return f"{one.name:22} {value}{spread}{held}   [{one.formula}]"


def _csv(answer: EffectsAnswer) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(
        ["figure", "value", "unit", "low", "high", "coverage", "today", "today_change_percent", "tuned", "tuned_change_percent", "formula"]
    )
    for one in (*answer.waste, *answer.air):
        spread = (one.uncertainty.low, one.uncertainty.high) if one.uncertainty else ("", "")
        today, tuned = ((base.value, base.change_percent) if base else ("", "") for base in (one.today, one.tuned_schedule))
        rows.writerow([one.name, one.value, one.unit, *spread, one.coverage, *today, *tuned, one.formula])
    return text.getvalue().rstrip()


def _date(time: int) -> str:
    return datetime.fromtimestamp(time / 1000, UTC).strftime(_DAY)


_FORMS: dict[str, Callable[[EffectsAnswer], str]] = {"text": _text, "csv": _csv, "json": lambda answer: answer.model_dump_json(indent=2)}
