"""A device model as its vendor publishes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class ProfileError(Exception):
    """A file of a vendor's cannot be read: the message names it and says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Bytes that a vendor's example sends on a port, and the fields that the codec should give; None where it should refuse.

    `partial`: the codec may give more than what is promised.
    """

    name: str
    port: int
    data: bytes
    expected: Mapping[str, object] | None
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodecProfile:
    """A model's id (`vendor/model`), its codec's file, what networks call it, its examples, and units of fields that its vendor names."""

    id: str
    codec: Path
    aliases: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
