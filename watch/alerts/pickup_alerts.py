"""Triggers that ask people for a truck: each open one is an alert, over when a round is planned or none is needed."""

from collections.abc import Iterable, Iterator

from domain.alerts.alert import Subject, open_members
from domain.alerts.observations.observation import NEVER_STALE, Observation, Recovery
from domain.alerts.scope import covers_bin
from domain.alerts.threshold import PICKUP, Sample, ThresholdLadder
from domain.waste.decision.trigger import Trigger
from watch.alerts.context import Context


def observations(open_triggers: Iterable[Trigger], context: Context) -> Iterator[Observation]:
    """Yield each bin of an open trigger that no alert names yet; the alert's value is how many bins need the truck."""
    reported = {(alert.subject.id, name) for alert, name in open_members(context.open_alerts.values(), PICKUP)}
    for ladder in context.thresholds.judging("instant", PICKUP):
        for trigger in open_triggers:
            for bin_id in sorted(trigger.bin_ids):
                covered = covers_bin(ladder[0].scope, context.registry, bin_id, trigger.raised_at)
                if covered and (trigger.id, bin_id) not in reported:
                    yield _observation(ladder, trigger, bin_id)


def recoveries(open_triggers: Iterable[Trigger], context: Context) -> Iterator[Recovery]:
    """Yield each bin that needs no truck any more."""
    waiting = {trigger.id: trigger.bin_ids for trigger in open_triggers}
    for alert, name in open_members(context.open_alerts.values(), PICKUP):
        if name not in waiting.get(alert.subject.id, ()):
            yield Recovery(alert=alert, member=name)


def _observation(ladder: ThresholdLadder, trigger: Trigger, bin_id: str) -> Observation:
    return Observation(
        ladder=ladder,
        subject=Subject(type="trigger", id=trigger.id),
        member_type="bin",
        member=bin_id,
        run=(Sample(start=trigger.raised_at, end=trigger.raised_at, value=float(len(trigger.bins))),),
        fresh_until=NEVER_STALE,
        at=trigger.raised_at,
    )
