"""Which means of closed windows raise or clear an alert: an hour's, eight hours', a day's?"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from domain.air.windows import SiteHour
from domain.alerts.closed_windows import LENGTHS, closed_ends, longest_gap, samples_of, stride
from domain.alerts.scope import area_of, covers_site
from domain.alerts.threshold import Averaging, Sample, ThresholdLadder, longest_run, unbroken
from domain.device import Registry
from domain.duration import HOUR
from storage.state.due import Due
from watch.alerts.hours_around import NearHours
from watch.alerts.observation import Observation
from watch.alerts.thresholds import ThresholdSet

STALE = 3 * HOUR  # so long after a window's end there is no data (contract: nothing within 3 h has no class)


def observations(connection: Connection, reached: Sequence[Due], rules: ThresholdSet, registry: Registry, now: int) -> list[Observation]:
    """Return what the windows mean whose judgement is due."""
    ladders = [ladder for ladder in rules.ladders if ladder[0].averaging != "instant"]
    places = [row.place_and_time for row in reached]
    hours = NearHours(connection, places, max((_reach(ladder) for ladder in ladders), default=0))
    found: list[Observation] = []
    for row, (site, start) in zip(reached, places, strict=True):
        near = hours.of(site, start) if ladders else {}
        for ladder in ladders:
            if ladder[0].parameter in near and covers_site(ladder[0].scope, registry, site, start):
                found += _of_ladder(near[ladder[0].parameter], ladder, site, start, row, now)
    return found


def _of_ladder(hours: Mapping[int, SiteHour], ladder: ThresholdLadder, site: str, hour: int, row: Due, now: int) -> Iterator[Observation]:
    base = ladder[0]
    subject = area_of(base.scope)
    for end in closed_ends(base.averaging, hour, min(hour + LENGTHS[base.averaging] * HOUR, now)):
        samples = _samples(hours, base.averaging, end, longest_run(ladder))
        if samples and samples[-1].end == end:
            run = unbroken(samples, longest_gap(base.averaging))
            yield Observation(ladder=ladder, subject=subject, member_type="site", member=site, run=run, fresh_until=end + STALE, at=row.at)


def _samples(hours: Mapping[int, SiteHour], averaging: Averaging, end: int, count: int) -> list[Sample]:
    """Return the up to `count` windows that end last, the last one at `end` (ms UTC), oldest first."""
    first = end - (count - 1) * stride(averaging)
    within = [hours[start] for start in range(first - LENGTHS[averaging] * HOUR, end, HOUR) if start in hours]
    return samples_of(within, averaging, range(first, end + 1, stride(averaging)))


def _reach(ladder: ThresholdLadder) -> int:
    """Return how far (ms) before an hour and after its start the windows lie that it has a say in."""
    averaging = ladder[0].averaging
    return (longest_run(ladder) - 1) * stride(averaging) + LENGTHS[averaging] * HOUR
