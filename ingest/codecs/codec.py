"""The form of what reads bytes by a vendor's codec."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class CodecAnswer(NamedTuple):
    """The fields that a codec named, and what it warns of."""

    data: Mapping[str, object]
    warnings: tuple[str, ...] = ()


class Codecs(Protocol):
    """Reads bytes by the codec in a file."""

    def decode(self, codec: str, data: bytes, port: int, received_at: int) -> CodecAnswer:
        """Return what the codec says of bytes that came on a port at a time (ms UTC). Raises ValueError: a sentence that says why not."""

    def load(self, codec: str) -> None:
        """Load the codec without reading anything by it. Raises ValueError: a sentence that says why it cannot be used."""


class NoCodecs:
    """Reads nothing, where no codecs are run."""

    def decode(self, codec: str, data: bytes, port: int, received_at: int) -> CodecAnswer:  # noqa: ARG002 - the protocol's
        """Raise ValueError."""
        raise ValueError(f"the codec {codec} is not run here")

    def load(self, codec: str) -> None:
        """Raise ValueError."""
        raise ValueError(f"the codec {codec} is not run here")
