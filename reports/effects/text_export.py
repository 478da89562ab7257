"""Effects as lines of text for a terminal."""

from domain.air.legal_day import date_of
from reports.effects.figure import Baseline, Effects, Figure


def effects_text(effects: Effects) -> str:
    """Return a line for the period, each figure, each goal and the CO2 factors; days are legal days (UTC+1)."""
    lines = [f"{date_of(effects.start)} – {date_of(effects.end)} ({effects.days:.1f} days)"]
    lines += [_line(figure) for figure in (*effects.waste, *effects.air)]
    lines += [f"goal {goal.figure} {goal.change_percent:+g} % by {goal.deadline} ({goal.role}): {goal.course}" for goal in effects.goals]
    lines.append(f"CO2 factors {effects.co2.version}: {'; '.join(effects.co2.sources)}")
    return "\n".join(lines)


def _line(figure: Figure) -> str:
    value = f"unknown ({figure.note})" if figure.value is None else f"{figure.value:g} {figure.unit}"
    spread = f" ({figure.uncertainty.low:g}–{figure.uncertainty.high:g})" if figure.uncertainty else ""
    baselines = [("today", figure.today), ("tuned schedule", figure.tuned_schedule)]
    compared = "".join(f"; {name} {baseline.value:g}: {_change(baseline)}" for name, baseline in baselines if baseline)
    return f"{figure.name:22} {value}{spread}{compared}   [{figure.formula}]"


def _change(baseline: Baseline) -> str:
    return "too little data to compare" if baseline.change_percent is None else f"{baseline.change_percent:+g} %"
