"""The town's clock: its days, with their 23 to 25 hours, and its local times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOWN = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True)
class LocalDay:
    """One day on the clocks of `zone`."""

    date: date
    zone: ZoneInfo = TOWN

    @property
    def weekday(self) -> int:
        """0 Monday to 6 Sunday."""
        return self.date.weekday()

    def at(self, seconds: int) -> int:
        """Return the moment (ms UTC) at which the clock shows so many `seconds` after midnight; 86,400 is the next midnight."""
        days, rest = divmod(seconds, 86_400)
        clock = time(rest // 3600, rest % 3600 // 60, rest % 60)
        return round(datetime.combine(self.date + timedelta(days=days), clock, self.zone).timestamp() * 1000)


def local(moment: int, zone: ZoneInfo = TOWN) -> datetime:
    """Return a moment (ms UTC) on the clocks of `zone`."""
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(zone)


def day_of(moment: int, zone: ZoneInfo = TOWN) -> LocalDay:
    """Return the day of a moment (ms UTC)."""
    return LocalDay(local(moment, zone).date(), zone)


def days_from(moment: int, count: int, zone: ZoneInfo = TOWN) -> Iterator[LocalDay]:
    """Yield the day of a moment (ms UTC) and those that follow, `count` in all."""
    first = day_of(moment, zone).date
    yield from (LocalDay(first + timedelta(days=number), zone) for number in range(count))
