"""The reader's language and the texts in it."""

from collections.abc import Mapping
from functools import cache

from config.texts import LANGUAGES, Language, texts

DEFAULT: Language = "nb"
# Who reads one written Scandinavian language reads bokmål more easily than English.
_READS: Mapping[str, Language] = {"nb": "nb", "no": "nb", "nn": "nb", "da": "nb", "sv": "nb", "en": "en"}
_MOST_PREFERENCES = 20  # a header is the reader's to write: bounded


class Words:
    """A room's texts in one language; `words("bins.heading", n=3)` fills the text's `{n}`."""

    def __init__(self, language: Language, room: str = __package__) -> None:
        self.language = language
        self._texts = texts(room, language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key`; with `n`, its `_one` form for one. Raises KeyError for a text nobody has written."""
        if f"{key}_one" in self._texts:
            key = f"{key}_one" if values.get("n") == 1 else f"{key}_other"
        return self.text(key).format(**values)

    def text(self, key: str) -> str:
        """Return the text of `key` as it is written. Raises KeyError for a text nobody has written."""
        return self._texts[key]

    def keys(self) -> frozenset[str]:
        """Return every key there is a text for."""
        return frozenset(self._texts)

    def knows(self, key: str) -> bool:
        """Return whether there is a text for `key`."""
        return key in self._texts


@cache
def words(language: Language, room: str = __package__) -> Words:
    """Return the texts that a room, by default the pages, has in a language, read once."""
    return Words(language, room)


def choose(requested: str | None, accept_language: str) -> Language:
    """Choose by `?lang=`, then by the browser's Accept-Language header (RFC 9110, 12.5.4), else bokmål."""
    for language in LANGUAGES:
        if requested == language:
            return language
    preferences = [_preference(part) for part in accept_language.split(",")[:_MOST_PREFERENCES]]
    for quality, tag in sorted(preferences, key=lambda preference: -preference[0]):
        if quality > 0 and tag in _READS:
            return _READS[tag]
    return DEFAULT


def _preference(part: str) -> tuple[float, str]:
    tag, _, parameter = part.strip().partition(";")
    try:
        quality = float(parameter.strip().removeprefix("q=") or 1)
    except ValueError:
        quality = 0.0
    return quality, tag.split("-")[0].lower()
