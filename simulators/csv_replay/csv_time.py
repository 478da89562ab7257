"""Read the time of a CSV row: ISO 8601, Unix seconds, or a date as Europe and America write it."""

import re
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

Dates = Literal["day-first", "month-first"]
_WRITTEN = re.compile(
    r"(?P<first>\d{1,2})(?P<stroke>[./-])(?P<second>\d{1,2})(?P=stroke)(?P<year>\d{4})"
    r"(?:,?\s+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<s>\d{2}))?)?"
)
_EXPECTED = "write it as 2020-01-31T12:00:00Z, or in Unix seconds"


class AmbiguousDateError(ValueError):
    """Day and month may be either way round: the message says how to decide it."""


def read_time(text: str, zone: str, dates: Dates | None) -> int:
    """Return ms UTC, on the clock of `zone` where the text has no offset. Raises ValueError, AmbiguousDateError.

    With dots the day comes first. With other strokes `dates` says which does, unless only one way round is a date.
    """
    try:
        seconds = float(text)
    except ValueError:
        moment = _moment(text.strip(), dates)
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).timestamp()
    if not 0 <= seconds < 1e11:
        raise ValueError(f"{text!r} is no time: Unix time is given in seconds")
    return round(seconds * 1000)


def _moment(text: str, dates: Dates | None) -> datetime:
    try:
        written = _WRITTEN.fullmatch(text)
        return datetime.fromisoformat(text) if written is None else _written(written, dates)
    except AmbiguousDateError:
        raise
    except ValueError as error:
        raise ValueError(f"{text!r} is no time: {_EXPECTED}") from error


def _written(match: re.Match[str], dates: Dates | None) -> datetime:
    day, month = _day_and_month(match, dates)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "s"))
    return datetime(int(match["year"]), month, day, hour, minute, second)  # noqa: DTZ001 - on the zone's clock, which the caller knows


def _day_and_month(match: re.Match[str], dates: Dates | None) -> tuple[int, int]:
    first, second = int(match["first"]), int(match["second"])
    if dates == "day-first" or match["stroke"] == ".":
        return first, second
    if dates == "month-first":
        return second, first
    if first <= 12 and second <= 12 and first != second:
        raise AmbiguousDateError(
            f"{match.group()!r} may be day {first} of month {second}, or day {second} of month {first}: "
            "say --map dates=day-first or --map dates=month-first"
        )
    return (second, first) if second > 12 else (first, second)
