"""The form of today's practice and the goals: numbers as people write them, each with where it is from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from api.pages.settings.settings import PRACTICE
from config.plan import BaselineFigure, GoalTable

_SURE = ("V", "M", "O")
_ROLE = "–"  # a goal needs somebody who answers for it

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeForm:
    """The form's fields as they stand, and the figures in which something is wrong, as `practice.NAME` or `goal.NAME`."""

    fields: Fields
    wrong: Collection[str] = ()

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return next(iter(self.fields.get(name, ())), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPractice:
    """What a form states of each figure; None where it states nothing."""

    practice: Mapping[str, BaselineFigure | None]
    goals: Mapping[str, GoalTable | None]


def form_of(practice: Mapping[str, BaselineFigure], goals: Sequence[GoalTable]) -> PracticeForm:
    """Return the form of what is set."""
    fields: dict[str, Sequence[str]] = {}
    for name, figure in practice.items():
        source, _, sure = figure.source.rpartition("; ")
        stated = {"value": f"{figure.value:g}", "source": source or figure.source, "sure": sure, "date": figure.date.isoformat()}
        fields |= {f"practice.{name}.{part}": [text] for part, text in stated.items()}
    for goal in goals:
        wanted = {"percent": f"{goal.change_percent:g}", "deadline": goal.deadline.isoformat(), "role": goal.role}
        fields |= {f"goal.{goal.figure}.{part}": [text] for part, text in wanted.items()}
    return PracticeForm(fields=fields)


def stated_in(fields: Fields) -> StatedPractice | PracticeForm:
    """Return what a form states, or the form with what is wrong in it."""
    form = PracticeForm(fields=fields)
    practice: dict[str, BaselineFigure | None] = {}
    goals: dict[str, GoalTable | None] = {}
    wrong = set()
    for name in PRACTICE:
        try:
            practice[name] = _figure(form, name)
        except ValueError:  # pydantic's errors are ValueErrors too
            wrong.add(f"practice.{name}")
        try:
            goals[name] = _goal(form, name)
        except ValueError:
            wrong.add(f"goal.{name}")
    if wrong:
        return PracticeForm(fields=fields, wrong=wrong)
    return StatedPractice(practice=practice, goals=goals)


def _figure(form: PracticeForm, name: str) -> BaselineFigure | None:
    value = form.text(f"practice.{name}.value").strip()
    if not value:
        return None
    source, sure = form.text(f"practice.{name}.source").strip(), form.text(f"practice.{name}.sure")
    if not source or sure not in _SURE:
        raise ValueError("a figure says where it is from and how sure that is")
    body = {"value": _number(value), "source": f"{source}; {sure}", "date": form.text(f"practice.{name}.date")}
    return BaselineFigure.model_validate(body)


def _goal(form: PracticeForm, name: str) -> GoalTable | None:
    percent = form.text(f"goal.{name}.percent").strip()
    if not percent:
        return None
    role = form.text(f"goal.{name}.role").strip() or _ROLE
    body = {"figure": name, "change_percent": _number(percent), "deadline": form.text(f"goal.{name}.deadline"), "role": role}
    return GoalTable.model_validate(body)


def _number(text: str) -> float:
    """Return a number as people write it: `4 100,5`, `−20`."""
    return float("".join(text.split()).replace(",", ".").replace("−", "-"))
