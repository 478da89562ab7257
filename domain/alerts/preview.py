"""How often would a threshold have alerted, had it been there all the time?"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.alerts.alert import Subject
from domain.alerts.credible_fills import CredibilityRules, credible_fills, needs_credible_fills
from domain.alerts.judged_value import shown_value
from domain.alerts.outage import Onset, together
from domain.alerts.severity import Severity
from domain.alerts.threshold import Sample, Threshold, severity_after, unbroken


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What one member gave to judge: its samples, oldest first; those further apart than `longest_gap` (ms) are not in a row."""

    subject: Subject
    member: str
    samples: Sequence[Sample]
    longest_gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One alert that there would have been, from `start` to `end` (ms UTC; None: not over). `peak`: the value furthest beyond."""

    subject: Subject
    members: frozenset[str]
    start: int
    end: int | None
    peak: float


def episodes(threshold: Threshold, series: Iterable[Series], doubt: CredibilityRules) -> list[Episode]:
    """Return the alerts, oldest first; what members of one subject did at once is one of them. `doubt`: which fills count."""
    found = [episode for one in series for episode in _of_member(threshold, one, doubt)]
    joined: dict[Subject, list[Episode]] = {}
    for episode in sorted(found, key=_when):
        before = joined.setdefault(episode.subject, [])
        if before and (before[-1].end is None or episode.start < before[-1].end):
            before[-1] = _join(threshold, before[-1], episode)
        else:
            before.append(episode)
    return sorted((episode for one in joined.values() for episode in one), key=_when)


def silences(threshold: Threshold, heard: Iterable[tuple[str, int, Sequence[int]]], now: int) -> list[Episode]:
    """Return the outages that would have been told; `heard`: (device, interval in ms, times it was heard, ms UTC, oldest first)."""
    spans: list[tuple[int, int | None, str, Onset, float]] = []
    for device, interval, times in heard:
        for one, following in zip(times, [*times[1:], None], strict=True):
            until = now if following is None else following
            missed = float((until - one) // interval)
            if threshold.beyond(missed):
                told = one + round(threshold.raise_at * interval)
                spans.append((told, following, device, Onset(start=one, end=one + interval), missed))
    outages: dict[str, tuple[Episode, Onset]] = {}
    done: list[Episode] = []
    for number, (told, end, device, span, missed) in enumerate(sorted(spans, key=lambda one: (one[0], one[2]))):
        over = [name for name, (episode, _) in outages.items() if episode.end is not None and episode.end <= told]
        done += [outages.pop(name)[0] for name in over]
        new = Episode(subject=Subject(type="device", id=device), members=frozenset({device}), start=told, end=end, peak=missed)
        name = together({name: moments for name, (_, moments) in outages.items()}, {device: span})[device]
        if name in outages:
            episode, moments = outages[name]
            outages[name] = (_join(threshold, episode, new), moments.and_also(span) or moments)
        else:
            outages[f"{device} {number}"] = (new, span)
    return sorted([*done, *(episode for episode, _ in outages.values())], key=_when)


def _of_member(threshold: Threshold, series: Series, doubt: CredibilityRules) -> Iterable[Episode]:
    severity: Severity | None = None
    open_episode: Episode | None = None
    for index, sample in enumerate(series.samples, start=1):
        run = unbroken(series.samples[max(0, index - threshold.consecutive) : index], series.longest_gap)
        before, severity = severity, severity_after((threshold,), severity, run)
        if severity != before and needs_credible_fills((threshold,)):
            severity = _confirmed(threshold, series, index, before, doubt)
        value = shown_value(threshold.parameter, sample.value)
        if open_episode is None and severity is not None:
            members = frozenset({series.member})
            open_episode = Episode(subject=series.subject, members=members, start=sample.end, end=None, peak=value)
        elif open_episode is not None and severity is None:
            yield replace(open_episode, end=sample.end)
            open_episode = None
        elif open_episode is not None:
            open_episode = replace(open_episode, peak=_worse(threshold, open_episode.peak, value))
    if open_episode is not None:
        yield open_episode


def _confirmed(threshold: Threshold, series: Series, until: int, before: Severity | None, doubt: CredibilityRules) -> Severity | None:
    """Return how severe the samples up to the `until`th are that bear witness."""
    since = series.samples[until - 1].end - doubt.look_back_ms
    first = bisect_left(series.samples, since, hi=until, key=lambda sample: sample.end)
    found = credible_fills(series.samples[first:until], doubt)
    return severity_after((threshold,), before, unbroken(found[-threshold.consecutive :], series.longest_gap))


def _join(threshold: Threshold, one: Episode, other: Episode) -> Episode:
    end = None if one.end is None or other.end is None else max(one.end, other.end)
    return replace(one, members=one.members | other.members, end=end, peak=_worse(threshold, one.peak, other.peak))


def _worse(threshold: Threshold, one: float, other: float) -> float:
    return max(one, other) if threshold.upward else min(one, other)


def _when(episode: Episode) -> tuple[int, str]:
    return episode.start, episode.subject.id
