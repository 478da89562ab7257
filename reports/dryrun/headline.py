"""The dry year's answer in one sentence."""

from config.texts import Language
from domain.dryrun.spread import Interval
from domain.dryrun.study import BYSANS, PRACTICE
from reports.dryrun.answer import Answer
from reports.dryrun.words import dry_run_words

_YEAR = 365.25  # days


def headline(answer: Answer, language: Language) -> str:
    """Return the answer in a sentence; where the list does not carry one, that."""
    words = dry_run_words(language)
    if answer.unknown:
        return words(f"headline.{answer.unknown[0]}")
    before, after, saving = answer.policies[PRACTICE], answer.policies[BYSANS], answer.money.saving_year
    hours, overflow = (_change(before[name], after[name], answer.basis.days) for name in ("hours", "overflow_hours"))
    if hours is None or overflow is None or saving is None:
        return words("headline.no_fills")
    outcome = "saves" if saving.low > 0 else "costs" if saving.high < 0 else "unsure"
    return words(
        f"headline.{outcome}",
        sensors=words("headline.sensors", n=answer.basis.bins, count=words.exact(answer.basis.bins)),
        hours=words("headline.hours", amount=words.amount(abs(hours)), direction=words(f"headline.{_direction(hours)}")),
        overflow=words("headline.overflow", amount=words.amount(abs(overflow)), direction=words(f"headline.{_direction(overflow)}")),
        low=words.amount(saving.low),
        high=words.amount(saving.high),
        currency=answer.basis.currency,
    )


def _change(before: Interval | None, after: Interval | None, days: int) -> float | None:
    """Return by how much a figure changes in a year, None where it is unknown."""
    return None if before is None or after is None else (after.middle - before.middle) * _YEAR / days


def _direction(change: float) -> str:
    return "fewer" if change <= 0 else "more"
