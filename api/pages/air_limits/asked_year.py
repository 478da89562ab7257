"""The year that an address asks for with `?ar=`."""

from domain.air.legal_day import year_of

FIRST = 1970  # where our times begin


def asked_year(text: str, now: int) -> int | None:
    """Return the year that an address names, the running one where it names none; None where that is no year up to `now` (ms UTC)."""
    running = year_of(now)
    if not text:
        return running
    year = int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else 0
    return year if FIRST <= year <= running else None
