"""The words, numbers and days of the leader's sheet in one language: whole numbers are whole, and small ones have one decimal."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from babel.dates import format_date
from babel.numbers import format_decimal

from config.texts import Language, Words

_LOCALES: Mapping[Language, str] = {"nb": "nb_NO", "en": "en_GB"}
_MONTH: Mapping[Language, str] = {"nb": "MMMM y", "en": "MMMM y"}
_DAY: Mapping[Language, str] = {"nb": "d. MMMM y", "en": "d MMMM y"}
_SMALL = 10  # below it a decimal says something


class SheetWords(Words):
    """The texts of the sheet; `words.amount(38.4)` is `38`, `words.amount(3.44)` is `3,4`, `words.amount(4.0)` is `4`."""

    def amount(self, value: float) -> str:
        """Write a number as a person says it."""
        digits = 1 if abs(value) < _SMALL else 0
        return self._decimal(round(value, digits), "#,##0.#")

    def precise(self, value: float) -> str:
        """Write a factor with the decimals it has."""
        return self._decimal(value, "#,##0.##")

    def signed(self, percent: float) -> str:
        """Write a change in whole per cent with its sign."""
        return self._decimal(round(percent), "+#,##0;-#,##0")

    def share(self, share: float) -> str:
        """Write a share (0–1) in whole per cent; what is not all is never 100 %, and what is something never 0 %."""
        percent = min(99, max(1, round(100 * share))) if 0 < share < 1 else round(100 * share)
        return f"{percent} %"

    def day(self, day: date) -> str:
        """Write a day in full."""
        return str(format_date(day, _DAY[self.language], locale=_LOCALES[self.language]))

    def month(self, day: date) -> str:
        """Write the month of a day: `oktober 2026`."""
        return str(format_date(day, _MONTH[self.language], locale=_LOCALES[self.language]))

    def counted(self, key: str, value: float) -> str:
        """Write a value with its unit, in the singular for exactly one."""
        amount = self.amount(value)
        return self(key, n=1 if amount == "1" else 2, amount=amount)

    def _decimal(self, value: float, pattern: str) -> str:
        return format_decimal(value + 0, pattern, locale=_LOCALES[self.language]).replace("-", "−")


@cache
def sheet_words(language: Language) -> SheetWords:
    """Return the sheet's texts in a language, read once."""
    return SheetWords(language, __package__)
