"""Which values raise or clear an alert as soon as they come: fill, heat, a battery?

Each reading is judged in its turn, also when many came since the last look: what is raised does not depend on when we looked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from domain.air.windows import HOUR
from domain.alert import Subject
from domain.device import Device, Registry
from domain.judged import GAP_INTERVALS, Good, judged_value, longest_gap, measures
from domain.reading import Reading
from domain.scope import covers_device
from domain.severity import Severity
from domain.threshold import Ladder, Sample, longest_run, unbroken
from domain.waste.witness import WitnessRules, takes_witnesses, witnesses
from storage.readings.protocol import Readings
from storage.state.latest import Latest
from watch.finding import Finding, Open
from watch.rules import Rules
from watch.stream import stream
from watch.windowed import BACKFILL

_OFTEN = 1.5  # intervals: readings no further apart have none between them


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What a device measured last, and from when on (ms UTC, exclusive) its readings have not been judged.

    `several`: what changed was measured at several times.
    """

    device: Device
    newest: Reading
    several: bool
    after: int
    ladders: Sequence[Ladder]

    @property
    def alone(self) -> bool:
        """Whether there is nothing unjudged but the newest reading."""
        return not self.several and self.newest.time - self.after <= _OFTEN * self.device.interval_s * 1000

    @property
    def reach(self) -> int:
        """How far back (ms) before the first unjudged reading those lie that may be in a row with it."""
        return longest_gap(self.device) * max(longest_run(ladder) - 1 for ladder in self.ladders)


class Instant:
    """Judges readings as they come. `replayed`: the service lives in its data's time, so no reading comes too late to act on."""

    def __init__(self, readings: Readings, good: Good, doubt: WitnessRules, *, replayed: bool = False) -> None:
        self._readings = readings
        self._good = good
        self._doubt = doubt
        self._replayed = replayed
        self._judged: dict[str, int] = {}

    def begin(self, judged: Iterable[Latest]) -> None:
        """Forget what was judged but for these values."""
        self._judged.clear()
        self.settled(judged)

    def settled(self, rows: Iterable[Latest]) -> None:
        """Remember what has been judged."""
        for row in rows:
            self._judged[row.device_id] = max(row.time, self._judged.get(row.device_id, 0))

    def findings(
        self, rows: Sequence[Latest], rules: Rules, registry: Registry, open_alerts: Open, pulse: Callable[[], None]
    ) -> list[Finding]:
        """Return what the changed `rows` mean. Raises StoreAwayError or StoreRefusesError, and what `pulse` raises."""
        by_device: dict[str, list[Latest]] = defaultdict(list)
        for row in rows:
            by_device[row.device_id].append(row)
        news = [one for of_device in by_device.values() if (one := self._news(of_device, rules, registry)) is not None]
        found: list[Finding] = []
        asked: dict[tuple[int, int], list[_News]] = defaultdict(list)
        for one in news:
            if self._decides_alone(one, registry, open_alerts):
                found += self._judge(one, [one.newest], registry, open_alerts)
            else:  # near in time: what one question to the store answers without reading much in vain
                asked[one.after // HOUR, one.newest.time // HOUR].append(one)
        for group in asked.values():
            found += self._looked_up(group, registry, open_alerts, pulse)
        return sorted(found, key=lambda finding: finding.run[-1].end)

    def _news(self, rows: Sequence[Latest], rules: Rules, registry: Registry) -> _News | None:
        time = max(row.time for row in rows)
        newest = Reading(rows[0].device_id, time, {row.parameter: row.value for row in rows if row.time == time})
        device = registry.device(newest.device_id, time)
        oldest = 0 if self._replayed else max(row.received_at for row in rows) - BACKFILL
        about = (ladder for row in rows for ladder in rules.about("instant", row.parameter))
        ladders = {ladder[0].id: ladder for ladder in about if device and measures(ladder[0], device)}
        if device is None or time < oldest or not ladders:
            return None
        times = {row.time for row in rows}
        # A correction, a value that came after a newer one of another parameter, a limit that is new: what is known now counts.
        after = min(self._judged.get(device.id, 0), min(times) - 1)
        return _News(device=device, newest=newest, several=len(times) > 1, after=max(after, oldest - 1), ladders=list(ladders.values()))

    def _decides_alone(self, one: _News, registry: Registry, open_alerts: Open) -> bool:
        """Tell whether the newest reading is all that is needed, so that the store need not be asked."""
        if self._replayed or not one.alone:
            return False
        return not any(self._needs_more(one, ladder, registry, open_alerts) for ladder in one.ladders)

    def _needs_more(self, one: _News, ladder: Ladder, registry: Registry, open_alerts: Open) -> bool:
        """Tell whether the readings before decide: the newest may begin or end something that takes several in a row."""
        value = self._value(ladder, one.newest, one.device, registry)
        if value is None:
            return False
        is_open = (ladder[0].id, *_key(ladder, one.device)) in open_alerts
        return any(rung.consecutive > 1 and (rung.beyond(value) or (is_open and rung.back(value))) for rung in ladder)

    def _looked_up(self, group: Sequence[_News], registry: Registry, open_alerts: Open, pulse: Callable[[], None]) -> Iterator[Finding]:
        by_device = {one.device.id: one for one in group}
        start = max(0, min(one.after - one.reach for one in group))
        readings = stream(self._readings, by_device, start, max(one.newest.time for one in group) + 1, pulse)
        for device_id, of_device in groupby(readings, key=lambda reading: reading.device_id):
            one = by_device[device_id]
            yield from self._judge(one, [reading for reading in of_device if reading.time <= one.newest.time], registry, open_alerts)

    def _judge(self, one: _News, readings: Sequence[Reading], registry: Registry, open_alerts: Open) -> Iterator[Finding]:
        for ladder in one.ladders:
            kind, name = _key(ladder, one.device)
            alert = open_alerts.get((ladder[0].id, kind, name))
            member = alert.open_members.get(name) if alert else None
            before = member.severity if member else None
            samples: list[Sample] = []
            for device, sample in self._samples(ladder, one.device, readings, registry):
                samples.append(sample)
                if sample.end > one.after:
                    finding = self._borne_out(_finding(ladder, device, samples), before, device, registry)
                    severity = finding.severity_now(before)
                    if severity != before or (severity is not None and sample.end == one.newest.time):
                        yield finding
                    before = severity

    def _borne_out(self, finding: Finding, before: Severity | None, device: Device, registry: Registry) -> Finding:
        """Return the finding, or, where several fills in a row seem to change how severe it is, what those that count make of it."""
        ladder = finding.ladder
        if not takes_witnesses(ladder) or finding.severity_now(before) == before:
            return finding
        said = stream(self._readings, [device.id], finding.at - self._doubt.look_back_ms, finding.at + 1, pulse=lambda: None)
        fills = [sample for _, sample in self._samples(ladder, device, said, registry)]
        return _finding(ladder, device, witnesses(fills, self._doubt))

    def _samples(self, ladder: Ladder, stands: Device, readings: Iterable[Reading], registry: Registry) -> Iterator[tuple[Device, Sample]]:
        """Yield what a device measured where it stands now, each with the device as it was then."""
        for reading in readings:
            device = registry.device(stands.id, reading.time)
            if device is None or device.place != stands.place or not covers_device(ladder[0].scope, registry, device, reading.time):
                continue
            value = self._value(ladder, reading, device, registry)
            if value is not None:
                yield device, Sample(start=reading.time, end=reading.time, value=value)

    def _value(self, ladder: Ladder, reading: Reading, device: Device, registry: Registry) -> float | None:
        return judged_value(ladder[0].parameter, reading.values, device, registry, reading.time, self._good)


def _key(ladder: Ladder, device: Device) -> tuple[str, str]:
    """Return type and id of what an alert is about: the bin, or the device."""
    return ("bin", device.place) if ladder[0].kind == "bin" and device.place is not None else ("device", device.id)


def _finding(ladder: Ladder, device: Device, samples: Sequence[Sample]) -> Finding:
    kind, name = _key(ladder, device)
    newest = samples[-1]
    return Finding(
        ladder=ladder,
        subject=Subject(type=kind, id=name),
        member_type=kind,
        member=name,
        run=unbroken(samples[-longest_run(ladder) :], longest_gap(device)),
        fresh_until=newest.end + GAP_INTERVALS * device.interval_s * 1000,
        at=newest.end,
    )
