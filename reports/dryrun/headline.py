"""The dry year's answer in one sentence."""

from config.texts import Language
from domain.dryrun.study import BYSANS, PRACTICE
from reports.dryrun.answer import Answer
from reports.dryrun.words import dry_run_words


def headline(answer: Answer, language: Language) -> str:
    """Return the answer in a sentence; where the list does not carry one, that."""
    words = dry_run_words(language)
    if answer.unknown:
        return words(f"headline.{answer.unknown[0]}")
    before, after = answer.policies[PRACTICE]["hours"], answer.policies[BYSANS]["hours"]
    saving = answer.money.saving_year
    if before is None or after is None or saving is None:
        return words("headline.no_fills")
    years = answer.basis.days / 365.25
    hours = (before.middle - after.middle) / years
    values = {
        "hours": words.amount(abs(hours)),
        "low": words.amount(saving.low),
        "high": words.amount(saving.high),
        "currency": answer.basis.currency,
        "bins": words.amount(answer.basis.bins),
    }
    outcome = "saves" if saving.low > 0 else "costs" if saving.high < 0 else "unsure"
    return words(f"headline.{outcome}", direction=words("headline.fewer" if hours >= 0 else "headline.more"), **values)
