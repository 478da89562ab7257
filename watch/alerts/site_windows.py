"""The means of sites' closed windows: an hour's, eight hours', a day's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from domain.alerts.alert import Subject
from domain.alerts.observations.closed_windows import LENGTHS, closed_ends, hours_to_judge
from domain.alerts.observations.observation import Observation
from domain.alerts.observations.window_observations import reach, window_observations
from domain.alerts.scope import area_of, covers_site
from domain.alerts.threshold import ThresholdLadder
from domain.duration import HOUR
from storage.state import due
from storage.state.air import site_hours
from storage.state.engine import State
from watch.alerts.context import Context
from watch.alerts.hours_around import ByParameter, NearHours
from watch.alerts.source import Observations
from watch.alerts.thresholds import ThresholdSet

SiteStart = tuple[str, int]  # a site and an hour's start, ms UTC


class SiteWindows:
    """Judges the windows that a changed hour is part of, `grace` ms after they are closed, for readings come late."""

    def __init__(self, state: State, grace: int) -> None:
        self._state = state
        self._grace = grace
        self._thresholds = ThresholdSet()

    def observe(self, context: Context) -> Observations:
        """Return what closed windows say; with changed thresholds also of the newest ones, which were judged before."""
        ladders = [ladder for ladder in context.thresholds.ladders if ladder[0].averaging != "instant"]
        with self._state.read() as connection:
            rows = due.reached(connection, due.JUDGE, context.now - self._grace)
            places = {row.place_and_time: row.delivery for row in rows}
            if context.thresholds is not self._thresholds:
                closed = context.now - self._grace - HOUR
                newest = site_hours.newest(connection, context.now)
                again = [(hour.site, start) for hour in newest for start in hours_to_judge(hour.start) if start <= closed]
                for place in again:
                    places.setdefault(place)  # no message led to it: the thresholds changed
            near = NearHours(connection, places, max(map(reach, ladders), default=0))
            observed = [
                replace(observation, delivery=delivery)
                for place, delivery in places.items()
                if ladders
                for observation in self._observations(place, near.of(*place), ladders, context)
            ]
        return Observations(observed=observed, settled=rows, stored=partial(self._adopt, context.thresholds))

    def _observations(
        self, place: SiteStart, hours: ByParameter, ladders: Sequence[ThresholdLadder], context: Context
    ) -> Iterator[Observation]:
        site, hour = place
        for ladder in ladders:
            base = ladder[0]
            if base.parameter in hours and covers_site(base.scope, context.registry, site, hour):
                ends = closed_ends(base.averaging, hour, min(hour + LENGTHS[base.averaging] * HOUR, context.now))
                member = Subject(type="site", id=site)
                yield from window_observations(ladder, hours[base.parameter], ends, area_of(base.scope), member, grace=self._grace)

    def _adopt(self, thresholds: ThresholdSet) -> None:
        self._thresholds = thresholds
