"""Parses the times that senders write."""

from collections.abc import Sequence
from contextlib import suppress

from domain import rfc3339
from domain.duration import SECOND
from domain.reading import Reason
from ingest.formats.message import UnreadableError, describe


def parse_time(value: object, field: str = "time") -> int:
    """Return ms since 1970 UTC of an RFC 3339 text with offset, or of Unix seconds (contract: "Time, units, names").

    Raises UnreadableError: schema, naming `field`.
    """
    kind = type(value)
    try:
        if kind is str:
            return rfc3339.read(value)  # type: ignore[arg-type]
        if kind is int or kind is float:
            return round(value * 1000)  # type: ignore[operator]
    except (ValueError, OverflowError):
        pass  # not that kind of text, or NaN, or Infinity: said below as one sentence
    raise UnreadableError(Reason.SCHEMA, f"{field} is {describe(value)}: give {rfc3339.FORMAT}, or Unix seconds")


def parse_times(values: Sequence[object]) -> list[int]:
    """Return what `parse_time` does of each. Raises UnreadableError when any is no time."""
    if {*map(type, values)} <= {int, float}:  # as nearly always
        with suppress(ValueError, OverflowError):  # NaN, or Infinity: said below
            return [round(value * 1000) for value in values]  # type: ignore[operator]
    return [parse_time(value) for value in values]


def moment(ms: int) -> str:
    """Return an instant (ms since 1970 UTC) to the second, as a person may read it."""
    try:
        return rfc3339.write(ms - ms % SECOND, shortest=True)
    except ValueError:
        return f"{describe(ms // 1000)} Unix seconds"  # beyond the years that a calendar here knows
