"""The words and numbers of the dry year's page in one language."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from babel.dates import format_date
from babel.numbers import format_decimal

from config.texts import Language, Words
from domain.dryrun.spread import Interval

_LOCALES: Mapping[Language, str] = {"nb": "nb_NO", "en": "en_GB"}
_SHARES = frozenset({"early_share", "late_share"})

_DIGITS = ((100_000, -3), (10_000, -2), (1_000, -1), (10, 0))  # decimals from that size on


class DryRunWords(Words):
    """The texts, with figures and intervals written as people read them: no more digits than the interval carries."""

    def amount(self, value: float) -> str:
        """Write a number, large ones without the digits that nobody knows."""
        digits = next((digits for least, digits in _DIGITS if abs(value) >= least), 1)
        return str(format_decimal(round(value, digits) + 0.0, "#,##0.#", locale=_LOCALES[self.language])).replace("-", "−")

    def exact(self, value: float) -> str:
        """Write a whole number that was counted."""
        return str(format_decimal(round(value), "#,##0", locale=_LOCALES[self.language]))

    def figure(self, name: str, value: Interval | None) -> str:
        """Write a figure's middle, a share in per cent and what was counted exactly; an unknown one says so."""
        if value is None:
            return self("unknown")
        if name == "emptyings" and value.low == value.high:
            return self.exact(value.middle)
        return f"{self.amount(100 * value.middle)} %" if name in _SHARES else self.amount(value.middle)

    def between(self, name: str, value: Interval | None) -> str:
        """Write a figure's interval, nothing where there is none or its ends read alike."""
        if value is None:
            return ""
        times = 100 if name in _SHARES else 1
        low, high = self.amount(times * value.low), self.amount(times * value.high)
        if low == high:
            return ""
        return self("span", low=low, high=high) if low.startswith("−") else f"{low}–{high}"

    def spanned(self, value: Interval) -> str:
        """Write an amount with its interval in brackets, if it has one."""
        span = self.between("", value)
        return f"{self.amount(value.middle)} ({span})" if span else self.amount(value.middle)

    def percent(self, share: float) -> str:
        """Write a share (0–1) in whole per cent."""
        return f"{round(100 * share)} %"

    def fraction(self, fraction: str) -> str:
        """Return what a kind of waste is called; one that nobody has named goes by the list's own word."""
        key = f"fraction.{fraction.casefold()}"
        return self.text(key) if self.knows(key) else fraction

    def source(self, key: str, said: str) -> str:
        """Say a figure and how sure it is, of a source such as `1.35 — what others measured; V`; a depot's file is named as it is."""
        value, _, reason = said.partition(" — ")
        if key == "depot":
            key = "depot_middle" if reason else "depot_fleet"
        return self(f"source.{key}", value=value.replace(".", ",") if self.language == "nb" else value, grade=reason[-1:])

    def day(self, iso: str) -> str:
        """Write a day in full."""
        pattern = "d. MMMM y" if self.language == "nb" else "d MMMM y"
        return str(format_date(date.fromisoformat(iso), pattern, locale=_LOCALES[self.language]))


@cache
def dry_run_words(language: Language) -> DryRunWords:
    """Return the page's texts in a language, read once."""
    return DryRunWords(language, __package__)
