"""What is worked out of the whole registry, in each language, again only when the registry has changed."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from config.names import Names
from config.texts import Language
from domain.device import Registry

Made = TypeVar("Made")


class PerRegistry(Generic[Made]):
    """Keeps what `make` returns for the names of a registry in a language."""

    def __init__(self, make: Callable[[Names], Made]) -> None:
        self._make = make
        self._made: Mapping[Language, tuple[Registry, Made]] = {}

    def of(self, names: Names) -> Made:
        """Return what there is for these names."""
        language = names.words.language
        kept = self._made.get(language)
        if kept is None or kept[0] is not names.registry:
            kept = (names.registry, self._make(names))
            self._made = {**self._made, language: kept}  # one value, replaced whole: threads see the old or the new
        return kept[1]
