"""Reads when a bin was emptied: a local date and time in one cell or two, in the form that its whole column is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.table_import.workbook import Cell
from api.table_import.written_time import is_month_first, serial_time, written_time
from bysans.dryrun.town_list.cells import text_of

_YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeForm:
    """The form of a column of times. `month_first`: its slashed dates are month/day, as some of them can be nothing else."""

    month_first: bool

    def moment_of(self, cell: Cell, clock: Cell, zone: ZoneInfo) -> tuple[int, int | None]:
        """Return a cell's local day (ordinal) and the second of that day, None where only the date stands there. Raises ValueError."""
        at = self._read(cell, zone)
        if at.time() == time() and text_of(clock):
            at += _clock(clock)
        if at.year not in _YEARS:
            raise ValueError(f"{at.year} is no year of a list of emptyings")
        return at.toordinal(), at.hour * 3600 + at.minute * 60 + at.second or None

    def _read(self, cell: Cell, zone: ZoneInfo) -> datetime:
        if isinstance(cell, datetime):
            return cell.replace(tzinfo=None)
        if isinstance(cell, float):
            return serial_time(cell) if 20_000 <= cell < 80_000 else _no_time(cell)
        at = written_time(text_of(cell), month_first=self.month_first) or datetime.fromisoformat(text_of(cell))
        return at if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)


def time_form(cells: Iterable[Cell]) -> TimeForm:
    """Return the form of a column; where no date of it can tell, the day comes first."""
    told = {said for cell in cells if isinstance(cell, str) and (said := is_month_first(cell)) is not None}
    return TimeForm(month_first=told == {True})


def _clock(cell: Cell) -> timedelta:
    """Return the time of day that a cell of its own says. Raises ValueError."""
    if isinstance(cell, float) and 0 <= cell < 1:
        return timedelta(seconds=round(cell * 86_400))
    text = text_of(cell)
    digits = text.zfill(4)
    if text.isdecimal() and len(digits) == 4:  # 715 and 0715
        text = f"{digits[:2]}:{digits[2:]}"
    at = written_time(f"1.1.2000 {text}") or written_time(text) or datetime.fromisoformat(text)
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def _no_time(cell: object) -> datetime:
    raise ValueError(f"{cell} is no time")
