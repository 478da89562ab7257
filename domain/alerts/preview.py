"""The alerts that a threshold would have raised, had it been there all the time: by the rules that raise alerts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby, pairwise
from operator import itemgetter

from domain.alerts.alert import Subject, open_members
from domain.alerts.lifecycle import TransitionClock, still_open, transitions
from domain.alerts.observations.observation import Observation, Observed, OpenAlerts, Recovery
from domain.alerts.observations.silence import silence_observations, silence_of, silent_from
from domain.alerts.threshold import SILENCE, Threshold
from domain.alerts.transition import Transition
from domain.device import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One alert that there would have been, from `start` to `end` (ms UTC; None: not over). `peak`: the value furthest beyond."""

    subject: Subject
    members: frozenset[str]
    start: int
    end: int | None
    peak: float


def episodes(threshold: Threshold, observations: Iterable[Observation], now: int) -> list[Episode]:
    """Return the alerts that observations (in any order) raise until `now` (ms UTC), oldest first."""
    in_order = sorted(observations, key=lambda observation: (observation.at, observation.newest.end))
    return _episodes(threshold, transitions(in_order, {}, {}, TransitionClock(now=now, replayed=True), _ids().__next__))


def silences(threshold: Threshold, last_seen: Iterable[tuple[Device, Sequence[int]]], now: int, *, outage_members: int) -> list[Episode]:
    """Return the alerts that devices' silences raise until `now` (ms UTC), oldest first.

    `last_seen`: each device with the times at which it was seen (ms UTC), oldest first.
    """
    return _episodes(threshold, _silences(threshold, last_seen, now, outage_members))


def _silences(
    threshold: Threshold, last_seen: Iterable[tuple[Device, Sequence[int]]], now: int, outage_members: int
) -> Iterator[Transition]:
    changes = [change for device, times in last_seen for change in _changes(threshold, device, times, now)]
    silent: dict[str, tuple[Device, int]] = {}
    open_alerts: OpenAlerts = {}
    new_id = _ids().__next__
    for time, at_once in groupby(sorted(changes, key=lambda change: (change[0], change[1].id)), key=itemgetter(0)):
        seen = _apply(silent, at_once)
        samples = {name: silence_of(device, since, time) for name, (device, since) in silent.items()}
        observed: list[Observed] = [
            Recovery(alert=alert, member=name) for alert, name in open_members(open_alerts.values(), SILENCE) if name in seen
        ]
        observed += silence_observations((threshold,), samples, list(open_alerts.values()), outage_members=outage_members)
        happened = list(transitions(observed, open_alerts, {}, TransitionClock(now=time), new_id))
        open_alerts = still_open(open_alerts, happened)
        yield from happened


def _changes(threshold: Threshold, device: Device, times: Sequence[int], now: int) -> Iterator[tuple[int, Device, int | None]]:
    """Yield when (ms UTC) a device's silences are worth an alert, each with when it was last seen, and when it is seen again (None)."""
    for last_seen, following in pairwise([*times, None]):
        assert last_seen is not None  # noqa: S101 - only what follows the last is None
        at = silent_from(threshold, silence_of(device, last_seen, last_seen))
        if at <= now and (following is None or at < following):
            yield at, device, last_seen
            if following is not None:
                yield following, device, None


def _apply(silent: dict[str, tuple[Device, int]], changes: Iterable[tuple[int, Device, int | None]]) -> set[str]:
    """Bring `silent` up to date, and return the devices that are seen again."""
    again = set()
    for _, device, since in changes:
        if since is None:
            silent.pop(device.id, None)
            again.add(device.id)
        else:
            silent[device.id] = device, since
    return again


def _episodes(threshold: Threshold, happened: Iterable[Transition]) -> list[Episode]:
    open_: dict[str, Episode] = {}
    for transition in happened:
        alert = transition.alert
        before = open_.get(alert.id)
        values = [member.value for member in alert.members.values()]
        peak = (max if threshold.upward else min)([*values, before.peak] if before is not None else values)
        open_[alert.id] = Episode(
            subject=alert.subject, members=frozenset(alert.members), start=alert.raised_at, end=alert.cleared_at, peak=peak
        )
    return sorted(open_.values(), key=lambda episode: (episode.start, episode.subject.id))


def _ids() -> Iterator[str]:
    return (str(number) for number in count())
