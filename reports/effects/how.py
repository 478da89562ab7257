"""How a figure of the leader's sheet is reckoned, a sentence each: its formula, what it rests on, its interval and its baselines."""

from collections.abc import Sequence

from config.plan import PlanFigures
from reports.effects.figure import Baseline, Effects, Figure
from reports.effects.words import SheetWords

_OF_ROUNDS = ("hours", "litres")
A_SHARE_ITSELF = "site_hours_measured"


def how_it_is_reckoned(words: SheetWords, figure: Figure, effects: Effects, plan: PlanFigures) -> Sequence[str]:
    """Return the sentences."""
    name, co2 = figure.name, effects.co2
    factors = {"per_km": co2.litres_per_km, "per_stop": co2.litres_per_stop_hour, "per_idle": co2.litres_per_idle_hour}
    kg = words.precise(co2.kg_per_litre)
    written = {key: words.precise(value) for key, value in factors.items()}
    sentences = [words(f"how.{name}", **written, kg=kg, idle=words.share(co2.idle_share), version=co2.version)]
    if figure.value is not None and name != A_SHARE_ITSELF and figure.coverage is not None and figure.coverage < 1:
        sentences.append(words(f"how.share{'_rounds' if name in _OF_ROUNDS else ''}", share=words.share(figure.coverage)))
    if figure.uncertainty and figure.uncertainty.low != figure.uncertainty.high:
        sentences.append(words(f"how.spread_{name}"))
    if figure.today is not None:
        sentences.append(_todays(words, figure.today, plan))
    if figure.tuned_schedule is not None:
        sentences.append(words("how.tuned"))
    return sentences


def _todays(words: SheetWords, today: Baseline, plan: PlanFigures) -> str:
    if today.reckoned:
        return words("how.today_reckoned", speed=words.precise(plan.roads.speed_kmh), stop=plan.stop.seconds)
    return words("how.today", source=_source(words, today.source), date=words.day(today.date))


def _source(words: SheetWords, source: str) -> str:
    """Return a source with how sure it is in words, where its last letter says so."""
    text, _, letter = source.rpartition("; ")
    return f"{text} ({words(f'sure.{letter}')})" if text and words.knows(f"sure.{letter}") else source
