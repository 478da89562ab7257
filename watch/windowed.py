"""Which means of closed windows raise or clear an alert: an hour's, eight hours', a day's?"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from config.threshold_file import threshold_file
from domain.air.legal_day import DAY, start_of_day
from domain.air.window_mean import EIGHT_HOURS, ONE_DAY, running
from domain.air.windows import HOUR, SiteHour
from domain.device import Registry
from domain.threshold import Averaging, Ladder, Sample, unbroken
from storage.state import due, site_hours
from storage.state.due import Due
from watch.finding import Finding
from watch.rules import Rules, area_of, covers_site

BACKFILL = 24 * HOUR  # received later than this after its time: kept and counted, but nobody can act on it (contract: "Backfill")
STALE = 3 * HOUR  # so long after a window's end there is no data (contract: nothing within 3 h has no class)
_LENGTHS: dict[Averaging, int] = {"hour": 1, "8h": EIGHT_HOURS, "day": ONE_DAY, "24h": ONE_DAY}  # hours


def expect(connection: Connection, hours: Iterable[SiteHour]) -> None:
    """Let the windows that these hours are part of be judged when they are closed and what comes a little late has come."""
    grace = threshold_file().life.grace_s * 1000
    times: dict[str, int] = {}
    for hour in hours:
        # The day is closed by its last hour even where that one has no readings.
        for start in (hour.start, start_of_day(hour.start) + DAY - HOUR):
            times[f"{hour.site} {start}"] = start + HOUR + grace
    due.put(connection, due.JUDGE, times)


def findings(connection: Connection, reached: Iterable[Due], rules: Rules, registry: Registry, now: int) -> list[Finding]:
    """Return what the windows mean whose judgement is due."""
    found: list[Finding] = []
    for row in reached:
        site, _, start = row.key.rpartition(" ")
        for ladder in rules.ladders:
            base = ladder[0]
            if base.averaging != "instant" and covers_site(base.scope, registry, site, int(start)):
                found += _of_ladder(connection, ladder, site, int(start), now)
    return found


def _of_ladder(connection: Connection, ladder: Ladder, site: str, hour: int, now: int) -> Iterator[Finding]:
    base = ladder[0]
    subject = area_of(base.scope)
    deepest = max(rung.consecutive for rung in ladder)
    for end in _ends(base.averaging, hour, now):
        samples = window_samples(connection, site, base.parameter, base.averaging, end, deepest)
        if samples and samples[-1].end == end:
            run = unbroken(samples, _step(base.averaging) - (samples[-1].end - samples[-1].start))
            yield Finding(ladder=ladder, subject=subject, member_type="site", member=site, run=run, fresh_until=end + STALE)


def window_samples(connection: Connection, site: str, parameter: str, averaging: Averaging, end: int, count: int) -> list[Sample]:
    """Return the up to `count` windows of a site's parameter that end last, the last one at `end` (ms UTC), oldest first."""
    step, length = _step(averaging), _LENGTHS[averaging] * HOUR
    start = end - (count - 1) * step - length
    hours = site_hours.means(connection, site, parameter, start, end, limit=(end - start) // HOUR)
    return samples_of(hours, averaging, range(end - (count - 1) * step, end + 1, step))


def samples_of(hours: Sequence[SiteHour], averaging: Averaging, ends: Iterable[int]) -> list[Sample]:
    """Return the windows that end at `ends` (ms UTC) as a threshold judges them; an hour with too few readings has its coverage."""
    if averaging == "hour":
        by_end = {hour.end: hour for hour in hours}
        found = (by_end[end] for end in ends if end in by_end)
        return [Sample(start=hour.start, end=hour.end, value=hour.mean, coverage=hour.coverage) for hour in found]
    valid = {hour.start: hour.mean for hour in hours if hour.valid}
    windows = running(valid, ends, _LENGTHS[averaging])
    return [Sample(start=window.start, end=window.end, value=window.mean, coverage=window.coverage) for window in windows]


def _step(averaging: Averaging) -> int:
    return DAY if averaging == "day" else HOUR


def _ends(averaging: Averaging, hour: int, now: int) -> Iterable[int]:
    """Return the ends (ms UTC) of the closed windows that the hour is part of, earliest first."""
    if averaging == "day":
        end = start_of_day(hour) + DAY
        return [end] if end <= now else []
    last = min(hour + _LENGTHS[averaging] * HOUR, now // HOUR * HOUR)
    return range(hour + HOUR, last + 1, HOUR)
