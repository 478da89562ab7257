"""Reads what people are advised at each class of air, from health_advice.toml."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from config.figures import Source
from config.texts import Language
from config.toml_file import Table, read_toml


class InLanguages(Table):
    """One sentence in each language."""

    nb: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __getitem__(self, language: Language) -> str:
        """Return it in a language."""
        return self.nb if language == "nb" else self.en


class Vulnerable(InLanguages):
    """Whom bad air harms first."""

    source: Source


class Advice(Table):
    """The advice of one class."""

    most: InLanguages
    vulnerable: InLanguages
    source: Source


class HealthAdvice(Table):
    """The advice of all classes, from the cleanest on; `address`: where the authority's own stands."""

    vulnerable: Vulnerable
    address: str = Field(pattern="^https://")
    classes: tuple[Advice, ...] = Field(min_length=1)

    def of_classes(self, classes: Iterable[int]) -> list[tuple[int, Advice]]:
        """Return each class, 1 for the cleanest, with its advice."""
        return [(class_, self.classes[class_ - 1]) for class_ in classes]


def load_health_advice(file: Path | None = None) -> HealthAdvice:
    """Return the advice, by default the shipped one. Raises ConfigError."""
    return read_toml(file or Path(__file__).parent / "health_advice.toml", HealthAdvice)
