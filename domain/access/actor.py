"""Who acts: a key, a person, whoever opened a signed link, or somebody whom nobody names."""

from dataclasses import dataclass
from typing import Literal

OFFICE = "office"  # whoever uses pages that are open to all; stored like a key's name
CREW = "crew"  # whoever drives a round: a crew has no names
FORGOTTEN = "forgotten"  # stands for a name that is deleted
NO_PERSON = frozenset({OFFICE, CREW, FORGOTTEN, "bysans", "watch"})  # what is stored as the one who acted, and names nobody

ActorKind = Literal["key", "person", "office", "link", "command", "public"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who changes something; `id` and `name` as far as they are known."""

    kind: ActorKind
    id: str | None = None
    name: str | None = None

    @property
    def keeps_address(self) -> bool:
        """Whether the address they act from is kept: of staff and programs, never of drivers and citizens."""
        return self.kind in ("key", "person", "office")


PUBLIC = Actor(kind="public")  # a citizen, of whom nothing is kept
