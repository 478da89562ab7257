"""Windows that wait to be judged: an hour changes, and what it is part of is judged once that is closed."""

from collections.abc import Iterable

from sqlalchemy import Connection

from domain.air.windows import SiteHour
from domain.alerts.observations.closed_windows import hours_to_judge
from domain.duration import HOUR
from storage.state import due


def expect(connection: Connection, hours: Iterable[SiteHour], delivery: str | None) -> None:
    """Let the windows that these hours are part of be judged; each is due when it is closed.

    `delivery`: the id of the newest message that the hours were worked out from.
    """
    times: dict[str, int] = {}
    for hour in hours:
        for start in hours_to_judge(hour.start):
            times[due.key_of(hour.site, start)] = start + HOUR
    due.put(connection, due.JUDGE, times, delivery)
