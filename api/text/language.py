"""The reader's language and the texts in it."""

from collections.abc import Mapping
from functools import cache

from config.texts import LANGUAGES, Language, Words

DEFAULT: Language = "nb"
# Who reads one written Scandinavian language reads bokmål more easily than English.
_READS: Mapping[str, Language] = {"nb": "nb", "no": "nb", "nn": "nb", "da": "nb", "sv": "nb", "en": "en"}
_MOST_PREFERENCES = 20  # a header is the reader's to write: bounded


@cache
def words(language: Language) -> Words:
    """Return the pages' texts in a language, read once."""
    return Words(language, __package__)


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
