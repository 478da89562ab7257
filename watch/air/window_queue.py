"""Which windows wait to be judged: an hour changes, and what it is part of is judged once that is closed."""

from collections.abc import Iterable

from sqlalchemy import Connection

from config.threshold_file import threshold_file
from domain.air.legal_day import start_of_day
from domain.air.windows import SiteHour
from domain.duration import DAY, HOUR
from storage.state import due


def expect(connection: Connection, hours: Iterable[SiteHour]) -> None:
    """Let the windows that these hours are part of be judged when they are closed and what comes a little late has come."""
    grace = threshold_file().life.grace_s * 1000
    times: dict[str, int] = {}
    for hour in hours:
        # The day is closed by its last hour even where that one has no readings.
        for start in (hour.start, start_of_day(hour.start) + DAY - HOUR):
            times[due.key_of(hour.site, start)] = start + HOUR + grace
    due.put(connection, due.JUDGE, times)
