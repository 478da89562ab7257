"""How are numbers, times and texts written for who gets an alert, in their language and on the town's clock?"""

from collections.abc import Mapping
from functools import cache

from babel.dates import format_datetime
from babel.numbers import format_decimal

from config.texts import Language, texts
from domain.local_time import local

_LOCALES: Mapping[Language, str] = {"nb": "nb_NO", "en": "en_GB"}
_MOMENT: Mapping[Language, str] = {"nb": "d. MMMM y 'kl.' HH.mm", "en": "d MMMM y 'at' HH:mm"}


class Words:
    """The texts of one language; `words("line.place", place="Torget")` fills them."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = texts(__package__, language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text. Raises KeyError for one that nobody has written."""
        return self._texts[key].format(**values)

    def keys(self) -> frozenset[str]:
        """Return every key there is a text for."""
        return frozenset(self._texts)

    def number(self, value: float, unit: str) -> str:
        """Write a value with its unit, with a decimal where there is one."""
        return f"{format_decimal(round(value, 1) + 0, '#,##0.#', locale=_LOCALES[self.language])} {unit}".replace("-", "−").strip()

    def moment(self, time: int) -> str:
        """Write a time (ms UTC) with its day."""
        return str(format_datetime(local(time), _MOMENT[self.language], locale=_LOCALES[self.language]))


@cache
def words(language: Language) -> Words:
    """Return the texts of a language, read once."""
    return Words(language)
