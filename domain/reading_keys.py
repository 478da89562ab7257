"""The keys of a reading in our own JSON, and the spellings that are understood for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from domain.parameter import Parameter

# What may stand beside the parameters (contract: "Own JSON").
_OTHER_KEYS: Mapping[str, tuple[str, ...]] = {"time": ("timestamp", "ts", "datetime"), "seq": (), "device_id": (), "units": ()}


@dataclass(frozen=True, slots=True)
class ReadingKeys:
    """Every key's name, and the key by each spelling of it; capital letters don't matter.

    Raises ValueError if a spelling stands for two keys.
    """

    parameters: Mapping[str, Parameter]
    names: frozenset[str] = field(init=False)
    by_spelling: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        spellings: dict[str, str] = {}
        aliases = {**_OTHER_KEYS, **{name: parameter.aliases for name, parameter in self.parameters.items()}}
        for key, others in aliases.items():
            for spelling in (key, *others):
                if spellings.setdefault(spelling.casefold(), key) != key:
                    raise ValueError(f"{spelling!r} would be {spellings[spelling.casefold()]} and {key}")
        object.__setattr__(self, "by_spelling", spellings)
        object.__setattr__(self, "names", frozenset(aliases))

    def key(self, written: str) -> str | None:
        """Return the key that a sender means by `written`, None for a key that nobody knows."""
        return self.by_spelling.get(written) or self.by_spelling.get(written.casefold())

    def read(self, names: Collection[str]) -> tuple[dict[str, str], tuple[str, ...]]:
        """Return how each key is written in one object with these `names`, and the names that are left out.

        Another spelling beside the key itself, or beside an earlier one, is left out like a key that nobody knows.
        """
        written: dict[str, str] = {}
        unknown: list[str] = []
        for name in names:
            key = name if name in self.names else self.key(name)
            if key is None or key in written or (key != name and key in names):
                unknown.append(name)
            else:
                written[key] = name
        return written, tuple(unknown)
