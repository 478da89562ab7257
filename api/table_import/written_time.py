"""Reads dates and times as Europe and spreadsheets write them: `03.02.2026 07:15`, `3/2/26`, `3. februar 2026`, a serial day number."""

import re
from datetime import datetime, timedelta

_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[apAP])\.?[mM]\.?)?"
_AFTER = rf"(?:[\sT,]+(?:(?:kl|at)\.?\s*)?{_CLOCK})?"
_WEEKDAY = r"(?:[^\W\d_]{2,9}\.?,?\s+)?"
_numeric = re.compile(
    rf"{_WEEKDAY}(?P<first>\d{{1,2}})(?P<sep>[./-])(?P<other>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}|\d{{2}}){_AFTER}"
).fullmatch
_year_first = re.compile(rf"(?P<year>\d{{4}})(?P<sep>[./])(?P<other>\d{{1,2}})(?P=sep)(?P<first>\d{{1,2}}){_AFTER}").fullmatch
_named = re.compile(rf"{_WEEKDAY}(?P<first>\d{{1,2}})\.?[\s-]*(?P<month>[^\W\d_]{{3,9}})\.?[\s-]*(?P<year>\d{{4}}){_AFTER}").fullmatch
_serial = re.compile(r"(?P<day>[2-7]\d{4})(?P<part>[.,]\d+)?", re.ASCII).fullmatch  # 1954 to 2119
_SERIAL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär", "apr", "mai may maj", "jun", "jul", "aug", "sep", "okt oct", "nov", "des dec dez"), 1
    )
    for name in names.split()
}


def written_time(text: str, *, month_first: bool = False) -> datetime | None:
    """Return the time that a text says, without a zone; None for one in none of these forms. Raises ValueError for no such day.

    `month_first`: `3/2/2026` is 2 March, as Americans write it.
    """
    if _serial(text):
        return serial_time(float(text.replace(",", ".")))
    match = _numeric(text) or _year_first(text) or _named(text)
    if match is None:
        return None
    parts = match.groupdict()
    day, month = int(parts["first"]), _month(parts)
    if month_first and parts.get("sep") == "/" and len(text.partition("/")[0]) <= 2:
        day, month = month, day
    year = int(parts["year"])
    return datetime(year + 2000 if year < 100 else year, month, day, *_clock(parts))  # noqa: DTZ001 - whoever asks knows the zone


def serial_time(days: float) -> datetime:
    """Return the time of a spreadsheet's serial number: days since the end of 1899, to the second."""
    return _SERIAL_BEGINS + timedelta(seconds=round(days * 86_400))


def is_month_first(text: str) -> bool | None:
    """Return whether a text can only be month/day, or only day/month; None where it can be either."""
    match = re.match(r"(\d{1,2})/(\d{1,2})/\d{2}", text)
    if match is None or (int(match[1]) <= 12) == (int(match[2]) <= 12):
        return None
    return int(match[2]) > 12


def _month(parts: dict[str, str | None]) -> int:
    name = parts.get("month")
    if name is None:
        return int(parts["other"] or 0)
    if (number := _MONTHS.get(name[:3].casefold())) is None:
        raise ValueError(f"{name!r} is no month")
    return number


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int]:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(f"{hour} is no hour of half a day")
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    return hour, minute, second
