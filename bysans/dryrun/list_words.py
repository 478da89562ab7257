"""What lists of emptyings call their columns and write in them, by language, read from list_words.toml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from config.toml_file import Table, read_toml

SHIPPED = Path(__file__).parent / "list_words.toml"


class FillWords(Table):
    """What crews write of a bin instead of a number."""

    empty: tuple[str, ...]
    quarter: tuple[str, ...]
    half: tuple[str, ...]
    three_quarters: tuple[str, ...]
    full: tuple[str, ...]
    over: tuple[str, ...]

    def shares(self) -> Mapping[str, float]:
        """Return the share of a full bin that each word means."""
        meant = {0.0: self.empty, 0.25: self.quarter, 0.5: self.half, 0.75: self.three_quarters, 1.0: self.full, 1.2: self.over}
        return {word: share for share, words in meant.items() for word in words}


class FillUnits(Table):
    """What says that numbers are per cent, or quarters of a full bin."""

    percent: tuple[str, ...]
    quarters: tuple[str, ...]


class OutcomeWords(Table):
    """What says that a bin was emptied, or was not; headings in which a no means that all went well."""

    no: frozenset[str]
    yes: frozenset[str]
    deviation: tuple[str, ...]
    not_emptied_heading: tuple[str, ...]
    not_emptied: tuple[str, ...]


class ListWords(Table):
    """list_words.toml: `headings` by field and language, and `parts` of headings by field."""

    headings: Mapping[str, Mapping[str, tuple[str, ...]]]
    parts: Mapping[str, tuple[str, ...]]
    fills: FillWords
    fill_units: FillUnits
    outcomes: OutcomeWords

    def names_of(self, field: str) -> tuple[str, ...]:
        """Return what a field's column may be called, the best name first."""
        return tuple(dict.fromkeys(name for names in self.headings[field].values() for name in names))


@cache
def list_words() -> ListWords:
    """Return the words that come with Bysans, read once. Raises ConfigError."""
    return read_toml(SHIPPED, ListWords)
