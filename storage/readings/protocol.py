"""What every store of readings promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.reading import Reading


class StoreAwayError(Exception):
    """The store does not answer: keep what you have and write the same again after `retry_after` seconds, if given."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StoreRefusesError(Exception):
    """The store refuses us (token, bucket, permission): a person must mend the setting, then the same write succeeds."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reading that the store will never take, and its own words why; the others of the batch are written.

    The reading's `values` are the very object that was to be written, which tells it from one that equals it.
    """

    reading: Reading
    detail: str


class Readings(Protocol):
    """Readings by device and time.

    A write is idempotent. Readings of one device and time merge by parameter; of two values for one parameter the later
    written wins. Within a batch, order is the order of arrival.
    """

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        """Store all but what is returned. Raises StoreAwayError or StoreRefusesError: then nothing may be taken as written."""

    def read(
        self, devices: Sequence[str], start: int, end: int, *, after: tuple[str, int] | None = None, limit: int = 5000
    ) -> list[Reading]:
        """Return up to `limit` readings with start <= time < end (ms UTC), by device id (code point order), then time.

        `after`: the (device, time) of the last reading of the page before. Raises StoreAwayError or StoreRefusesError.
        """

    def devices(self, start: int, end: int) -> list[str]:
        """Return the ids of the devices that have readings with start <= time < end (ms UTC), in code point order.

        Raises StoreAwayError or StoreRefusesError.
        """

    def delete(self, start: int, end: int) -> None:
        """Delete all readings with start <= time < end (ms UTC). Raises StoreAwayError or StoreRefusesError; some may be gone then."""

    def check(self) -> None:
        """Prove that the store can be written and read; raises StoreAwayError or StoreRefusesError saying what to do."""

    def close(self) -> None:
        """Release connections; the store can't be used after."""
