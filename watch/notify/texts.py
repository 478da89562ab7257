"""Texts, numbers and times as the receiver of an alert reads them, in their language and on the town's clock."""

from collections.abc import Mapping
from functools import cache

from babel.dates import format_datetime
from babel.numbers import format_decimal

from config.texts import Language, Words
from domain.local_time import local

_LOCALES: Mapping[Language, str] = {"nb": "nb_NO", "en": "en_GB"}
_MOMENT: Mapping[Language, str] = {"nb": "d. MMMM y 'kl.' HH.mm", "en": "d MMMM y 'at' HH:mm"}


class MessageTexts(Words):
    """The texts of messages in one language; `texts("line.place", place="Torget")` fills them."""

    def number(self, value: float, unit: str) -> str:
        """Write a value with its unit, with a decimal where there is one."""
        return f"{format_decimal(round(value, 1) + 0, '#,##0.#', locale=_LOCALES[self.language])} {unit}".replace("-", "−").strip()

    def moment(self, time: int) -> str:
        """Write a time (ms UTC) with its day."""
        return str(format_datetime(local(time), _MOMENT[self.language], locale=_LOCALES[self.language]))

    def within(self, key: str) -> str:
        """Return a text, such as a parameter's name, as it stands within a sentence."""
        text = self(key)
        return text[0].lower() + text[1:]


@cache
def message_texts(language: Language) -> MessageTexts:
    """Return the texts of a language, read once."""
    return MessageTexts(language, __package__)
