"""Which silent devices are newly worth an alert, joined to the outage they belong to, and whose silence has become more serious."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil

from domain.alerts.alert import Alert, Subject
from domain.alerts.observations.observation import Observation
from domain.alerts.observations.outage import Onset, shared, together
from domain.alerts.severity import rank
from domain.alerts.threshold import Sample, Threshold, ThresholdLadder
from domain.device import Device

SilentDevices = Mapping[str, Sample]  # by device: its silence began within the sample, `value` of its intervals are missed


def silence_of(device: Device, last_seen: int, now: int) -> Sample:
    """Return a device's silence at `now`, since it was last seen (ms UTC)."""
    interval = device.interval_s * 1000
    return Sample(start=last_seen, end=last_seen + interval, value=float((now - last_seen) // interval))


def silent_from(threshold: Threshold, silence: Sample) -> int:
    """Return when (ms UTC) a silence reaches the threshold: only whole intervals are missed."""
    return silence.start + ceil(threshold.raise_at) * (silence.end - silence.start)


def silence_observations(
    ladder: ThresholdLadder, silent: SilentDevices, open_alerts: Sequence[Alert], *, outage_members: int
) -> Iterator[Observation]:
    """Yield an observation for each device that is newly silent, or whose silence has become more serious.

    `silent`: those that the ladder is about; `open_alerts`: the ladder's. An outage of `outage_members` or more is critical.
    """
    alert_of = {name: alert for alert in open_alerts for name in alert.open_members}
    newly = {name: sample for name, sample in silent.items() if name not in alert_of and ladder[0].beyond(sample.value)}
    outages = together(_moments(open_alerts), {name: Onset(start=sample.start, end=sample.end) for name, sample in newly.items()})
    sizes = _sizes(open_alerts, outages)
    for name, outage in outages.items():
        yield _observation(ladder, outage, name, newly[name], critical=sizes[outage] >= outage_members)
    for name, alert in alert_of.items():
        if name in silent:
            follows = _observation(ladder, alert.subject.id, name, silent[name], critical=False)
            if rank(follows.severity_after(None)) > rank(alert.members[name].severity):
                yield follows


def _moments(open_alerts: Iterable[Alert]) -> dict[str, Onset]:
    """Return the moments at which each outage's devices may all have fallen silent; any of their onsets where these share none."""
    moments = {}
    for alert in open_alerts:
        onsets = [Onset(start=member.start, end=member.end) for member in alert.open_members.values()]
        moments[alert.subject.id] = shared(onsets) or onsets[0]
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
        at=silent_from(ladder[0], sample),
        severity="critical" if critical else None,
    )
