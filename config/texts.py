"""A room's texts for people, in each language, and the names of parameters that all rooms share."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any, Literal, get_args

from config.toml_file import TomlFile

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_SHARED = __package__  # config/locale


@cache
def texts(room: str, language: Language) -> Mapping[str, str]:
    """Return a room's texts by key, such as `bins.heading`: what its `locale/LANGUAGE.toml` holds. Raises ConfigError."""
    return _flat(TomlFile.read(Path(str(resources.files(room))) / "locale" / f"{language}.toml").content)


class _Wording(Formatter):
    """Fills a text, and has each counted thing in its singular or plural."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return the value, followed by the word for one or for several where the text has both."""
        one, bar, several = format_spec.partition("|")
        return f"{value} {one if str(value) == '1' else several}" if bar else str(super().format_field(value, format_spec))


_WORDING = _Wording()


class Words:
    """A room's texts in one language, and the shared ones; `words("bins.heading", n=3)` fills the text's `{n}`."""

    def __init__(self, language: Language, room: str) -> None:
        self.language = language
        self._texts = {**texts(_SHARED, language), **texts(room, language)}

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key`; with `n`, its `_one` form for one. Raises KeyError for a text nobody has written.

        In a text, `{hours:time|timer}` is the number with the word that fits it: `1 time`, `2 timer`.
        """
        if f"{key}_one" in self._texts:
            key = f"{key}_one" if values.get("n") == 1 else f"{key}_other"
        text = self.text(key)
        return _WORDING.vformat(text, (), values) if "|" in text else text.format(**values)

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
def words(language: Language, room: str) -> Words:
    """Return a room's texts in a language, read once."""
    return Words(language, room)


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    texts_: dict[str, str] = {}
    for key, value in tree.items():
        texts_ |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return texts_
