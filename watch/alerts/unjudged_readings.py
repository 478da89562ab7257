"""What a device measured since its readings were last judged, as far as its newest values show."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from domain.alerts.alert import AlertKey
from domain.alerts.observations.judged_value import measures
from domain.alerts.observations.observation import Observation, OpenAlerts
from domain.alerts.observations.reading_judge import ReadingJudge, subject_of
from domain.alerts.severity import Severity
from domain.alerts.threshold import ThresholdLadder, longest_run
from domain.device import Device
from domain.reading import BACKFILL_AGE, Reading
from storage.state.ingest.latest import Latest
from watch.alerts.context import Context

_seq = attrgetter("seq")
_ONE_INTERVAL = 1.5  # intervals: readings no further apart have none between them


@dataclass(frozen=True, slots=True, kw_only=True)
class UnjudgedReadings:
    """What a device measured last, and from when on (ms UTC, exclusive) its readings have not been judged.

    `several`: what changed was measured at several times. `delivery`: the id of the newest message that came with it.
    """

    device: Device
    newest: Reading
    several: bool
    after: int
    ladders: Sequence[ThresholdLadder]
    delivery: str | None = None

    @property
    def reach(self) -> int:
        """How far back (ms) before the first unjudged reading those lie that may be in a row with it."""
        return self.device.longest_silence * max(longest_run(ladder) - 1 for ladder in self.ladders)

    def decides_alone(self, judge: ReadingJudge, open_alerts: OpenAlerts, *, replayed: bool) -> bool:
        """Return whether the newest reading is all that is needed, so that the store need not be asked."""
        if replayed or self.several or self.newest.time - self.after > _ONE_INTERVAL * self.device.interval_s * 1000:
            return False
        return not any(self._needs_more(ladder, judge, open_alerts) for ladder in self.ladders)

    def observations(self, judge: ReadingJudge, readings: Iterable[Reading], open_alerts: OpenAlerts) -> Iterator[Observation]:
        """Yield what the readings say, up to the newest. Raises what reading more of them raises."""
        until_newest = [reading for reading in readings if reading.time <= self.newest.time]
        for ladder in self.ladders:
            before = self._severity(ladder, open_alerts)
            for observation in judge.observations(ladder, self.device, until_newest, before, after=self.after):
                yield replace(observation, delivery=self.delivery)

    def _needs_more(self, ladder: ThresholdLadder, judge: ReadingJudge, open_alerts: OpenAlerts) -> bool:
        """Return whether the newest may begin or end something that takes several in a row."""
        value = judge.value(ladder, self.newest, self.device)
        if value is None:
            return False
        is_open = self._key(ladder) in open_alerts
        return any(step.consecutive > 1 and (step.beyond(*value) or (is_open and step.back(*value))) for step in ladder)

    def _key(self, ladder: ThresholdLadder) -> AlertKey:
        subject = subject_of(ladder, self.device)
        return ladder[0].id, subject.type, subject.id

    def _severity(self, ladder: ThresholdLadder, open_alerts: OpenAlerts) -> Severity | None:
        alert = open_alerts.get(self._key(ladder))
        member = alert.open_members.get(alert.subject.id) if alert is not None else None
        return member.severity if member is not None else None


def unjudged_readings(rows: Iterable[Latest], context: Context, judged: Mapping[str, int], *, replayed: bool) -> Iterator[UnjudgedReadings]:
    """Yield by device what its changed newest values show; `judged`: when (ms UTC) each device's newest judged value was measured."""
    by_device: dict[str, list[Latest]] = defaultdict(list)
    for row in rows:
        by_device[row.device_id].append(row)
    for device_id, of_device in by_device.items():
        unjudged = _unjudged(of_device, context, judged.get(device_id, 0), replayed=replayed)
        if unjudged is not None:
            yield unjudged


def _unjudged(rows: Sequence[Latest], context: Context, judged: int, *, replayed: bool) -> UnjudgedReadings | None:
    times = {row.time for row in rows}
    newest = Reading(rows[0].device_id, max(times), {row.parameter: row.value for row in rows if row.time == max(times)})
    device = context.registry.device(newest.device_id, newest.time)
    oldest = 0 if replayed else max(row.received_at for row in rows) - BACKFILL_AGE
    about = (ladder for row in rows for ladder in context.thresholds.judging("instant", row.parameter))
    ladders = {ladder[0].id: ladder for ladder in about if device is not None and measures(ladder[0], device)}
    if device is None or newest.time < oldest or not ladders:
        return None
    # A correction, a value that came after a newer one of another parameter, a limit that is new: the newest values count.
    after = max(min(judged, min(times) - 1), oldest - 1)
    return UnjudgedReadings(
        device=device,
        newest=newest,
        several=len(times) > 1,
        after=after,
        ladders=list(ladders.values()),
        delivery=max(rows, key=_seq).delivery,
    )
