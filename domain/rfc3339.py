"""Times are written and read as RFC 3339 with an offset; kept as milliseconds since 1970 UTC (contract: "Time, units, names")."""

from datetime import UTC, datetime, timedelta

from domain.duration import DAY, SECOND

EARLIEST, LATEST = -62_135_596_800_000, 253_402_300_799_999  # ms UTC of the years 1–9999, which RFC 3339 can write
FORMAT = "RFC 3339 with an offset, such as 2026-01-31T12:00:00Z"  # for the sentence that says what is expected
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SECONDS_END = len("2026-01-31T12:00:00")
_SHOWN = 60  # characters of what cannot be read


def read(text: str) -> int:
    """Return the time (ms UTC), finer fractions cut off. Raises ValueError, a sentence, for all that RFC 3339 does not allow."""
    if not _is_rfc3339(text):
        raise ValueError(f"{text[:_SHOWN]!r} is not {FORMAT}")
    if text[-1] == "z":
        text = text[:-1] + "Z"
    try:
        return _leap_second(text) if text[17:19] == "60" else _milliseconds(datetime.fromisoformat(text))
    except ValueError as error:
        reason, _, _ = str(error).partition(":")
        raise ValueError(f"{text[:_SHOWN]!r} is not {FORMAT}: {reason}") from error


def write(time: int, *, shortest: bool = False) -> str:
    """Write ms UTC with milliseconds and `Z`; `shortest`: without milliseconds where there are none. Raises ValueError beyond 1–9999."""
    if not EARLIEST <= time <= LATEST:
        raise ValueError(f"{time} ms lies outside the years 1–9999")
    moment = _EPOCH + time * _MILLISECOND  # exact: a float of seconds would lose a millisecond here and there
    return moment.replace(tzinfo=None).isoformat(timespec="seconds" if shortest and time % SECOND == 0 else "milliseconds") + "Z"


def _is_rfc3339(text: str) -> bool:
    """Return whether a text has RFC 3339's form: `fromisoformat` also takes week dates, missing offsets and the basic format."""
    if len(text) <= _SECONDS_END or text[4] + text[7] + text[13] + text[16] != "--::" or text[10] not in "Tt " or text[11:13] == "24":
        return False
    zulu = text[-1] in "Zz"
    offset = len(text) - (1 if zulu else 6)
    if offset != _SECONDS_END and (text[_SECONDS_END] != "." or offset == _SECONDS_END + 1):
        return False
    return zulu or (text[offset] in "+-" and text[-3] == ":")


def _leap_second(text: str) -> int:
    """Read 23:59:60 (UTC) as the first second of the next day, as Unix time counts it."""
    time = _milliseconds(datetime.fromisoformat(text[:17] + "59" + text[19:])) + SECOND
    if time % DAY >= SECOND:
        raise ValueError("second must be in 0..59")
    return time


def _milliseconds(moment: datetime) -> int:
    # Cut, not rounded: a time never moves into the next window.
    return (moment - _EPOCH) // _MILLISECOND
