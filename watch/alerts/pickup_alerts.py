"""Which triggers ask people for a truck? Each open one is an alert, over when a round is planned or none is needed."""

from collections.abc import Iterable, Iterator

from domain.alerts.alert import Alert, Subject, open_members
from domain.alerts.scope import covers_bin
from domain.alerts.threshold import PICKUP, Sample
from domain.device import Registry
from domain.waste.decision.trigger import Trigger
from watch.alerts.observation import Observation
from watch.alerts.thresholds import ThresholdSet

_NEVER = 1 << 62  # it is no measurement that could grow old


def observations(
    open_triggers: Iterable[Trigger], rules: ThresholdSet, registry: Registry, open_alerts: Iterable[Alert]
) -> list[Observation]:
    """Return what each bin of an open trigger that nobody was told of means: the alert's value is how many bins ask."""
    told = {(alert.subject.id, name) for alert, name in open_members(open_alerts, PICKUP)}
    return [
        Observation(
            ladder=ladder,
            subject=Subject(type="trigger", id=trigger.id),
            member_type="bin",
            member=one.bin_id,
            run=(Sample(start=trigger.raised_at, end=trigger.raised_at, value=float(len(trigger.bins))),),
            fresh_until=_NEVER,
            at=trigger.raised_at,
        )
        for ladder in rules.about("instant", PICKUP)
        for trigger in open_triggers
        for one in trigger.bins
        if (trigger.id, one.bin_id) not in told and covers_bin(ladder[0].scope, registry, one.bin_id, trigger.raised_at)
    ]


def recovered(open_triggers: Iterable[Trigger], open_alerts: Iterable[Alert]) -> Iterator[tuple[str, str]]:
    """Yield (alert's id, bin) for each bin that asks for no truck any more."""
    asking = {trigger.id: trigger.bin_ids for trigger in open_triggers}
    for alert, name in open_members(open_alerts, PICKUP):
        if name not in asking.get(alert.subject.id, ()):
            yield alert.id, name
