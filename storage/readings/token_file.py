"""Reads the token's file again when the store refuses our token, so that a corrected one needs no restart."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TypeVar

from domain.reading import Reading
from storage.readings.protocol import Readings, Refusal, StoreRefusesError

T = TypeVar("T")


class TokenFileReadings:
    """Readings (the Protocol) in the store that `open_with` opens with the token in a file; opened at the first use.

    A file that cannot be read, or holds what is no token, is a refusal too. Any thread may use it.
    """

    def __init__(self, token_file: Path, open_with: Callable[[str], Readings]) -> None:
        self._token_file = token_file
        self._open_with = open_with
        self._lock = Lock()
        self._opened: list[tuple[str, Readings]] = []  # the last one counts; others may still be at work elsewhere

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        """Store all but what is returned; see the Protocol."""
        return self._ask(lambda store: store.write(readings))

    def read(
        self, devices: Sequence[str], start: int, end: int, *, after: tuple[str, int] | None = None, limit: int = 5000
    ) -> list[Reading]:
        """Return one page, ordered by device, then time; see the Protocol."""
        return self._ask(lambda store: store.read(devices, start, end, after=after, limit=limit))

    def devices(self, start: int, end: int) -> list[str]:
        """Return the devices that have readings with start <= time < end (ms UTC), in order; see the Protocol."""
        return self._ask(lambda store: store.devices(start, end))

    def delete(self, start: int, end: int) -> None:
        """Delete all readings with start <= time < end (ms UTC); see the Protocol."""
        self._ask(lambda store: store.delete(start, end))

    def check(self) -> None:
        """Prove that the token may write and read; see the Protocol."""
        self._ask(lambda store: store.check())

    def close(self) -> None:
        """Close every connection; see the Protocol."""
        for _, store in self._opened:
            store.close()

    def _ask(self, question: Callable[[Readings], T]) -> T:
        store = self._opened[-1][1] if self._opened else self._open()
        try:
            return question(store)
        except StoreRefusesError:
            if (fresh := self._open()) is store:
                raise
            return question(fresh)

    def _open(self) -> Readings:
        """Return the store opened with the token that the file holds now."""
        with self._lock:
            try:
                token = self._token_file.read_text(encoding="utf-8").strip()
                if not self._opened or self._opened[-1][0] != token:
                    self._opened.append((token, self._open_with(token)))
            except OSError as error:
                raise StoreRefusesError(
                    f"the token cannot be read from {self._token_file} ({error.strerror}): see readings.token_file"
                ) from error
            except ValueError as error:
                raise StoreRefusesError(str(error)) from error
            return self._opened[-1][1]
