"""The leader's sheet: the answer, and six figures in words beside today's practice, a fixed schedule and the goal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.plan import PlanFigures
from config.texts import Language
from domain.effects.goal import Course
from reports.effects.figure import Baseline, Effects, Figure
from reports.effects.how import A_SHARE_ITSELF, how_it_is_reckoned
from reports.effects.saving import Saving, saving
from reports.effects.words import SheetWords, sheet_words

SHOWN = ("hours", "litres", "emptyings", "overflow_hours", "exceedance_days", "site_hours_measured")
_BESIDE: Mapping[str, str] = {"litres": "co2_kg"}  # what stands in the same line
_STATED = ("hours", "litres", "emptyings", "overflow_hours", "exceedance_days")  # what a town may state of today's practice
_PLANNED = ("hours", "litres")  # reckoned from the plans of the rounds, as far as they were driven
_SCHEDULED = ("hours", "litres", "emptyings")  # what a schedule is worked out for


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a figure is compared with, and by how much it differs from that; `change` None where that cannot be said."""

    value: str
    change: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure in words: its value with its interval (or how little it rests on) as `spread`, both baselines, its
    goals, and how it is reckoned, a sentence each.
    """

    name: str
    title: str
    value: str
    is_known: bool
    spread: str | None
    today: Cell
    tuned: Cell
    goals: Sequence[str]
    how: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The sheet in one language; `lead` says what the headline leaves open, `states_practice`: whether today's practice is stated."""

    headline: str
    lead: Sequence[str]
    rows: Sequence[Row]
    states_practice: bool


def sheet(effects: Effects, plan: PlanFigures, language: Language, period: str) -> Sheet:
    """Return the sheet of a period, named as it stands within a sentence."""
    words, saved = sheet_words(language), saving(effects)
    hours = effects.figure("hours")
    return Sheet(
        headline=_headline(words, saved, period),
        lead=list(_lead(words, effects, saved, period)),
        rows=[_row(words, effects, plan, name) for name in SHOWN],
        states_practice=hours.today is not None,
    )


def _headline(words: SheetWords, saved: Saving, period: str) -> str:
    against = words(f"against.{saved.against}") if saved.against else ""
    return words(f"headline.{saved.outcome}", n=saved.hours, hours=words.amount(saved.hours), period=period, against=against)


def _lead(words: SheetWords, effects: Effects, saved: Saving, period: str) -> Iterator[str]:
    hours = effects.figure("hours")
    if hours.value is None:
        yield words("lead.no_rounds", period=period)
    elif not hours.enough:
        yield words("lead.part", share=words.share(hours.coverage or 0.0))
    if saved.outcome == "alone" or (saved.against == "tuned" and hours.today is None):
        yield words(f"lead.{saved.against or 'alone'}")


def _row(words: SheetWords, effects: Effects, plan: PlanFigures, name: str) -> Row:
    figure = effects.figure(name)
    names = (name, _BESIDE.get(name))
    return Row(
        name=name,
        title=words(f"title.{name}"),
        value=words("cell.unknown") if figure.value is None else ", ".join(_value(words, effects.figure(part)) for part in names if part),
        is_known=figure.value is not None,
        spread=_spread(words, figure),
        today=_cell(words, figure, figure.today, "not_stated" if name in _STATED else "none"),
        tuned=_cell(words, figure, figure.tuned_schedule, "no_history" if name in _SCHEDULED else "none"),
        goals=[_goal(words, goal.change_percent, goal.deadline, goal.course) for goal in effects.goals if goal.figure in names],
        how=how_it_is_reckoned(words, figure, effects, plan),
    )


def _spread(words: SheetWords, figure: Figure) -> str | None:
    """Return between what the figure lies, or how little of the period it speaks of: an interval of that would look too sure."""
    if figure.value is None:
        return None
    if figure.name == A_SHARE_ITSELF:
        return _since_there(words, figure)
    if not figure.enough:
        return words("cell.part", share=words.share(figure.coverage or 0.0))
    spread = figure.uncertainty
    low, high = (words.amount(spread.low), words.amount(spread.high)) if spread else ("", "")
    said = [words("cell.planned")] if figure.name in _PLANNED else []
    return ", ".join([*said, words("cell.between", low=low, high=high)] if low != high else said) or None


def _since_there(words: SheetWords, figure: Figure) -> str | None:
    """Return how much was measured since the places were there, where that is not the same as of the whole period."""
    since, of_period = words.share((figure.value or 0.0) / 100), words.share(figure.coverage or 0.0)
    return words("cell.since_there", share=since) if since != of_period else None


def _value(words: SheetWords, figure: Figure) -> str:
    if figure.name == A_SHARE_ITSELF:  # of the period, as all that stands beside it
        return words(f"value.{figure.name}", share=words.share(figure.coverage or 0.0))
    return words.counted(f"value.{figure.name}", figure.value or 0.0)


def _cell(words: SheetWords, figure: Figure, baseline: Baseline | None, missing: str) -> Cell:
    if baseline is None:
        return Cell(value=words(f"cell.{missing}"))
    value = words.counted(f"value.{figure.name}", baseline.value)
    if not figure.enough:
        return Cell(value=value, change=words("cell.too_little"))
    if baseline.change_percent is None:
        return Cell(value=value, change=words("cell.too_little") if baseline.value else None)
    signed = words.signed(baseline.change_percent)
    return Cell(value=value, change=words("cell.change", change=signed) if round(baseline.change_percent) else words("cell.same"))


def _goal(words: SheetWords, change_percent: float, deadline: date, course: Course) -> str:
    return words(
        "cell.goal", change=words.signed(change_percent), deadline=words.day(deadline), course=words(f"course.{course.replace(' ', '_')}")
    )
