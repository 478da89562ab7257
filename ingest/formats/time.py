"""Parses the times that senders write."""

from datetime import UTC, datetime, timedelta

from domain.reading import Reason
from ingest.formats.message import UnreadableError, describe

_SECONDS_END = len("2026-01-31T12:00:00")


def parse_time(value: object, field: str = "time") -> int:
    """Return ms since 1970 UTC of an RFC 3339 text with offset, or of Unix seconds (contract: "Time, units, names").

    Raises UnreadableError: schema, naming `field`.
    """
    kind = type(value)
    try:
        if kind is str:
            return _rfc3339(value)  # type: ignore[arg-type]
        if kind is int or kind is float:
            return round(value * 1000)  # type: ignore[operator]
    except (ValueError, OverflowError, IndexError):
        pass  # not that kind of text, or NaN, or Infinity: said below as one sentence
    raise UnreadableError(
        Reason.SCHEMA, f"{field} is {describe(value)}: give RFC 3339 with an offset, such as 2026-01-31T12:00:00Z, or Unix seconds"
    )


def moment(ms: int) -> str:
    """Return an instant (ms since 1970 UTC) as a person may read it."""
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return f"{describe(ms // 1000)} Unix seconds"  # beyond the years that a calendar here knows


def _rfc3339(text: str) -> int:
    """Read what RFC 3339 allows and no more: `fromisoformat` also takes week dates, missing offsets and the basic format."""
    if text[4] + text[7] + text[13] + text[16] != "--::" or text[10] not in "Tt " or text[11:13] == "24":
        raise ValueError(text)
    end = text[-1]
    offset = len(text) - (1 if end in "Zz" else 6)
    if offset != _SECONDS_END and (text[_SECONDS_END] != "." or offset == _SECONDS_END + 1):
        raise ValueError(text)
    if end == "z":
        text = text[:-1] + "Z"
    elif end != "Z" and (text[offset] not in "+-" or text[-3] != ":"):
        raise ValueError(text)
    if text[17:19] == "60":
        return _leap_second(text)
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _leap_second(text: str) -> int:
    """Read 23:59:60 (UTC) as the first second of the next day, as Unix time counts it."""
    after = datetime.fromisoformat(text[:17] + "59" + text[19:]) + timedelta(seconds=1)
    ms = round(after.timestamp() * 1000)
    if ms % 86_400_000 >= 1000:
        raise ValueError(text)
    return ms
