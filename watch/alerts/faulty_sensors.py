"""Which bins' sensors have told no level for several readings in a row?"""

from collections.abc import Iterable, Iterator

from domain.alerts.alert import Alert, Subject, open_members
from domain.alerts.scope import covers_bin
from domain.alerts.threshold import FAULT, Sample
from domain.device import Registry
from storage.state.waste.bin_states import BinStatus
from watch.alerts.observation import Observation
from watch.alerts.thresholds import ThresholdSet

_NEVER = 1 << 62  # a silent sensor has an alert of its own


def observations(faulty: Iterable[BinStatus], rules: ThresholdSet, registry: Registry, open_alerts: Iterable[Alert]) -> list[Observation]:
    """Return how many readings in a row each faulty sensor told no level, where nobody was told of it."""
    told = {name for _, name in open_members(open_alerts, FAULT)}
    return [
        Observation(
            ladder=ladder,
            subject=Subject(type="bin", id=one.bin_id),
            member_type="bin",
            member=one.bin_id,
            run=(Sample(start=one.last_seen, end=one.last_seen, value=float(one.fault_count)),),
            fresh_until=_NEVER,
            at=one.last_seen,
        )
        for ladder in rules.about("instant", FAULT)
        for one in faulty
        if one.last_seen is not None and one.bin_id not in told and covers_bin(ladder[0].scope, registry, one.bin_id, one.last_seen)
    ]


def recovered(faulty: Iterable[BinStatus], open_alerts: Iterable[Alert]) -> Iterator[tuple[str, str]]:
    """Yield (alert's id, bin) for each whose sensor tells a level again."""
    names = {one.bin_id for one in faulty}
    for alert, name in open_members(open_alerts, FAULT):
        if name not in names:
            yield alert.id, name
