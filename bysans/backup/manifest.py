"""What one backup holds: each member's chunks, in order; written last, so that what has none is no backup."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A part of a backup: the names of its chunks, and its size in bytes.

    `mark`: tells its content from a later one that may differ; None where only its bytes do.
    """

    chunks: tuple[str, ...]
    size: int
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup. `at`: when the state was read (ms UTC), to which a restore leads back; `ended`: when all was kept.

    `version`: the Bysans that wrote it; `revision`: of the state's tables.
    """

    at: int
    ended: int
    version: str
    revision: str
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The backup's name: its time (UTC)."""
        return datetime.fromtimestamp(self.at / 1000, UTC).strftime("%Y-%m-%dT%H-%M-%S.%f")[:-3] + "Z"

    @property
    def size(self) -> int:
        """Bytes of all members, before they are packed."""
        return sum(member.size for member in self.members.values())

    def to_bytes(self) -> bytes:
        """Return the manifest as it is kept."""
        return json.dumps({"format": FORMAT, **asdict(self)}, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a manifest. Raises ValueError where it is none, or of another format."""
        tree: dict[str, Any] = json.loads(data)
        if tree.pop("format", None) != FORMAT:
            raise ValueError("it has another format: restore it with the Bysans that wrote it")
        members = {name: _member(member) for name, member in tree.pop("members").items()}
        return cls(members=members, **tree)


def _member(member: dict[str, Any]) -> Member:
    return Member(chunks=tuple(member["chunks"]), size=member["size"], mark=member.get("mark"))


def time_of(name: str) -> int:
    """Return the time (ms UTC) that a backup's name tells. Raises ValueError."""
    return round(datetime.strptime(name, "%Y-%m-%dT%H-%M-%S.%fZ").replace(tzinfo=UTC).timestamp() * 1000)
