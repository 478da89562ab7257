"""Times in words: `i morgen mellom 09 og 14`, `siden torsdag 05:52`. Pure: `now` is a value, every time is ms UTC."""

from datetime import date

from babel.dates import format_date

from config.texts import Language, Words
from domain.duration import HOUR
from domain.local_time import local

# English with the 24-hour clock and day before month, as read in Norway.
LOCALES: dict[Language, str] = {"nb": "nb_NO", "en": "en_GB"}
_A_WEEK = 7  # days: from here on a weekday's name would be the wrong one


def moment(words: Words, time: int, now: int, *, seconds: bool = False) -> str:
    """Write a time of day with its day, unless that is today: `13:45`, `i går 13:45`, `torsdag 06:00`, `3. mars 13:45`."""
    clock = format(local(time), "%H:%M:%S" if seconds else "%H:%M")
    name = day_name(words, time, now)
    return f"{name} {clock}" if name else clock


def since(words: Words, time: int, now: int) -> str:
    """Write since when something is so: `siden 05:52`, `siden i går 05:52`, `siden torsdag 05:52`, `siden 3. mars`."""
    age = (local(now).date() - local(time).date()).days
    if 1 < age < _A_WEEK:
        return words("time.since", moment=f"{_weekday(words, local(time).date())} {local(time):%H:%M}")
    return words("time.since", moment=day_name(words, time, now) if age >= _A_WEEK else moment(words, time, now))


def window(words: Words, start: int, end: int, now: int) -> str:
    """Write when something will happen that may happen from `start` to `end`, as exactly as that is known.

    `nå` once it is over; `i morgen før 09` once it has begun; `i morgen mellom 09 og 14` within a day;
    `mellom i dag 20 og i morgen 04` within a night; `mellom onsdag og fredag` beyond.
    """
    if end <= now:
        return words("time.now")
    first, last = local(start).hour, _hour_after(end)
    if start <= now:
        return before(words, end, now)
    if local(start).date() == local(end - 1).date():
        return words("time.between_hours", day=day_name(words, start, now) or words("time.today"), start=f"{first:02}", end=f"{last:02}")
    if end - start < 18 * HOUR:
        return words("time.between", start=_day_and_hour(words, start, first, now), end=_day_and_hour(words, end, last, now))
    return words("time.between", start=_day(words, start, now), end=_day(words, end - 1, now))


def before(words: Words, time: int, now: int) -> str:
    """Write by when something has happened, at the whole hour after `time`: `i dag før 15`, `i morgen før 12`, `torsdag før 24`."""
    hour = _hour_after(time)
    return words("time.before", day=_day(words, time - 1 if hour == 24 else time, now), hour=f"{hour:02}")


def day_name(words: Words, time: int, now: int) -> str:
    """Return what a day is called; nothing for today, a weekday within the coming week."""
    day, today = local(time).date(), local(now).date()
    ahead = (day - today).days
    if ahead == 0:
        return ""
    if ahead in (-1, 1):
        return words("time.yesterday" if ahead < 0 else "time.tomorrow")
    if 0 < ahead < _A_WEEK:
        return _weekday(words, day)
    pattern = "d. MMMM" if words.language == "nb" else "d MMMM"
    return str(format_date(day, pattern if day.year == today.year else f"{pattern} y", locale=LOCALES[words.language]))


def _day(words: Words, time: int, now: int) -> str:
    return day_name(words, time, now) or words("time.today")


def _day_and_hour(words: Words, time: int, hour: int, now: int) -> str:
    """Return a day and a whole hour; midnight is the end of the day before it."""
    day = _day(words, time - 1 if hour == 24 else time, now)
    return words("time.day_hour", day=day, hour=f"{hour:02}")


def _weekday(words: Words, day: date) -> str:
    return str(format_date(day, "EEEE", locale=LOCALES[words.language]))


def _hour_after(time: int) -> int:
    """Return the whole hour at or after a time, 24 for midnight."""
    at = local(time)
    hour = at.hour + (at > at.replace(minute=0, second=0, microsecond=0))
    return hour or 24
