"""Bins whose sensors gave no level for several readings in a row."""

from collections.abc import Iterable, Iterator

from domain.alerts.alert import Subject, open_members
from domain.alerts.observations.observation import NEVER_STALE, Observation, Recovery
from domain.alerts.scope import covers_bin
from domain.alerts.threshold import FAULT, Sample, ThresholdLadder
from storage.state.waste.bin_states import BinStatus
from watch.alerts.context import Context


def observations(faulty: Iterable[BinStatus], context: Context) -> Iterator[Observation]:
    """Yield how many readings in a row each faulty sensor gave no level, where no alert says so yet."""
    reported = {name for _, name in open_members(context.open_alerts.values(), FAULT)}
    for ladder in context.thresholds.judging("instant", FAULT):
        for bin_ in faulty:
            last_seen = bin_.last_seen
            if last_seen is None or bin_.bin_id in reported:
                continue
            if covers_bin(ladder[0].scope, context.registry, bin_.bin_id, last_seen):
                yield _observation(ladder, bin_, last_seen)


def recoveries(faulty: Iterable[BinStatus], context: Context) -> Iterator[Recovery]:
    """Yield each bin whose sensor gives a level again."""
    names = {bin_.bin_id for bin_ in faulty}
    for alert, name in open_members(context.open_alerts.values(), FAULT):
        if name not in names:
            yield Recovery(alert=alert, member=name)


def _observation(ladder: ThresholdLadder, bin_: BinStatus, last_seen: int) -> Observation:
    return Observation(
        ladder=ladder,
        subject=Subject(type="bin", id=bin_.bin_id),
        member_type="bin",
        member=bin_.bin_id,
        run=(Sample(start=last_seen, end=last_seen, value=float(bin_.fault_count)),),
        fresh_until=NEVER_STALE,  # a silent sensor has an alert of its own
        at=last_seen,
    )
