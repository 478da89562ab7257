"""Which devices fell silent, with whom, and which of them speak again?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from config.threshold_file import threshold_file
from domain.alerts.alert import Alert, Subject, open_members
from domain.alerts.outage import Onset, shared, together
from domain.alerts.scope import covers_device
from domain.alerts.severity import rank
from domain.alerts.threshold import SILENCE, Sample, ThresholdLadder
from domain.device import Device, Registry
from storage.state.due import Due
from watch.alerts.observation import Observation
from watch.alerts.thresholds import ThresholdSet

SilentDevices = Mapping[str, tuple[Device, Sample]]  # a device's silence: it began within the sample's window, `value` intervals are missed


def silent_devices(reached: Iterable[Due], registry: Registry, now: int) -> SilentDevices:
    """Return the registered devices whose silence is due at `now` (ms UTC)."""
    found = {}
    for row in reached:
        device = registry.device(row.key, now)
        if device is not None:
            interval = device.interval_s * 1000
            heard = row.at - device.longest_silence
            found[device.id] = (device, Sample(start=heard, end=heard + interval, value=float((now - heard) // interval)))
    return found


def observations(
    silent: SilentDevices, rules: ThresholdSet, registry: Registry, open_alerts: Sequence[Alert], now: int
) -> list[Observation]:
    """Return who is newly silent, joined to the outage it belongs to, and whose silence has become more serious."""
    found: list[Observation] = []
    for ladder in rules.about("instant", SILENCE):
        scope = ladder[0].scope
        covered = {name: pair for name, pair in silent.items() if covers_device(scope, registry, pair[0], now)}
        found += _of_ladder(ladder, covered, [alert for alert in open_alerts if alert.threshold_id == ladder[0].id])
    return found


def recovered(silent: SilentDevices, open_alerts: Iterable[Alert]) -> Iterator[tuple[str, str]]:
    """Yield (alert's id, device) for each that an alert has as silent and that is not any more."""
    for alert, name in open_members(open_alerts, SILENCE):
        if name not in silent:
            yield alert.id, name


def _of_ladder(ladder: ThresholdLadder, silent: SilentDevices, open_alerts: Sequence[Alert]) -> Iterator[Observation]:
    known = {name: alert for alert in open_alerts for name in alert.open_members}
    serious = {name: pair[1] for name, pair in silent.items() if name not in known and ladder[0].beyond(pair[1].value)}
    outages = together(_moments(open_alerts), {name: Onset(start=one.start, end=one.end) for name, one in serious.items()})
    sizes = _sizes(open_alerts, outages)
    for name, outage in outages.items():
        yield _observation(ladder, outage, name, serious[name], critical=sizes[outage] >= threshold_file().life.outage_members)
    for name, alert in known.items():
        if name in silent:
            follows = _observation(ladder, alert.subject.id, name, silent[name][1], critical=False)
            if rank(follows.severity_now(None)) > rank(alert.members[name].severity):
                yield follows


def _moments(open_alerts: Iterable[Alert]) -> dict[str, Onset]:
    """Return the moments at which each outage's devices may all have fallen silent; any of their spans where these share none."""
    moments = {}
    for alert in open_alerts:
        spans = [Onset(start=member.start, end=member.end) for member in alert.open_members.values()]
        moments[alert.subject.id] = shared(spans) or spans[0]
    return moments


def _sizes(open_alerts: Iterable[Alert], outages: Mapping[str, str]) -> dict[str, int]:
    sizes: dict[str, int] = defaultdict(int, {alert.subject.id: len(alert.open_members) for alert in open_alerts})
    for outage in outages.values():
        sizes[outage] += 1
    return sizes


def _observation(ladder: ThresholdLadder, outage: str, device: str, sample: Sample, *, critical: bool) -> Observation:
    return Observation(
        ladder=ladder,
        subject=Subject(type="device", id=outage),
        member_type="device",
        member=device,
        run=(sample,),
        fresh_until=sample.end,  # silence is no data by itself
        at=sample.start + int(ladder[0].raise_at) * (sample.end - sample.start),
        severity="critical" if critical else None,
    )
