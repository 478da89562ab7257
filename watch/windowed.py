"""Which means of closed windows raise or clear an alert: an hour's, eight hours', a day's?"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from config.threshold_file import threshold_file
from domain.air.judged_window import LENGTHS, closed_ends, longest_gap, samples_of, step
from domain.air.legal_day import DAY, start_of_day
from domain.air.windows import HOUR, SiteHour
from domain.device import Registry
from domain.scope import area_of, covers_site
from domain.threshold import Averaging, Ladder, Sample, unbroken
from storage.state import due, site_hours
from storage.state.due import Due
from watch.finding import Finding
from watch.rules import Rules

BACKFILL = 24 * HOUR  # received later than this after its time: kept and counted, but nobody can act on it (contract: "Backfill")
STALE = 3 * HOUR  # so long after a window's end there is no data (contract: nothing within 3 h has no class)


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
                found += _of_ladder(connection, ladder, site, int(start), row, now)
    return found


def _of_ladder(connection: Connection, ladder: Ladder, site: str, hour: int, row: Due, now: int) -> Iterator[Finding]:
    base = ladder[0]
    subject = area_of(base.scope)
    deepest = max(rung.consecutive for rung in ladder)
    for end in closed_ends(base.averaging, hour, min(hour + LENGTHS[base.averaging] * HOUR, now)):
        samples = window_samples(connection, site, base.parameter, base.averaging, end, deepest)
        if samples and samples[-1].end == end:
            run = unbroken(samples, longest_gap(base.averaging))
            yield Finding(ladder=ladder, subject=subject, member_type="site", member=site, run=run, fresh_until=end + STALE, at=row.at)


def window_samples(connection: Connection, site: str, parameter: str, averaging: Averaging, end: int, count: int) -> list[Sample]:
    """Return the up to `count` windows of a site's parameter that end last, the last one at `end` (ms UTC), oldest first."""
    first = end - (count - 1) * step(averaging)
    hours = site_hours.means(connection, site, parameter, first - LENGTHS[averaging] * HOUR, end, limit=None)
    return samples_of(hours, averaging, range(first, end + 1, step(averaging)))
