"""Figures that show whether alerts help their readers, or teach them to ignore alerts.

Figures and targets after the process industry's practice (ISA-18.2-2016 and EEMUA 191, M: from memory): about 6 alerts an
hour for one operator, a flood is more than 10 in ten minutes and makes up less than 1 % of the time, no alert stands longer
than a day, the ten most frequent sources make up less than 5 %, none chatters. ISA-18.2 judges at least 30 days.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from domain.duration import DAY, HOUR, MINUTE

TEN_MINUTES = 10 * MINUTE
LEAST_DAYS = 30
FLOOD = 10  # alerts in ten minutes above which it is a flood
CHATTER = 3  # times raised within the hour: our choice, for sensors send every ten minutes and not every second
TOP = 10
TARGETS = {"per_day": 144.0, "per_10_min": 1.0, "flood_share": 0.01, "top_ten_share": 0.05, "chattering": 0.0, "stale": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTimes:
    """What of an alert's life counts here; times are ms UTC. `source`: its threshold and subject."""

    source: tuple[str, str]
    raised_at: int
    acknowledged_at: int | None = None
    cleared_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertHealth:
    """The figures over `days`; `enough` is False under 30 days: then none of them is a verdict.

    `per_10_min` and `most_in_10_min`: mean and highest count; `top`: the most frequent sources and their counts;
    `to_acknowledge`: median and 90th percentile in ms, None where nobody acknowledged anything.
    """

    days: float
    enough: bool
    alerts: int
    per_day: float
    per_10_min: float
    most_in_10_min: int
    flood_share: float
    top: Sequence[tuple[tuple[str, str], int]]
    top_ten_share: float
    chattering: Sequence[tuple[str, str]]
    stale: int
    to_acknowledge: tuple[float, float] | None


def health(lives: Iterable[AlertTimes], *, since: int, now: int) -> AlertHealth:
    """Judge the alerts raised from `since` to `now` (ms UTC), and those from before that are still open."""
    alerts = list(lives)
    raised = [life for life in alerts if since <= life.raised_at <= now]
    days = max(now - since, 1) / DAY
    windows = max(1.0, (now - since) / TEN_MINUTES)
    counts = Counter((life.raised_at - since) // TEN_MINUTES for life in raised)
    top = Counter(life.source for life in raised).most_common(TOP)
    return AlertHealth(
        days=days,
        enough=days >= LEAST_DAYS,
        alerts=len(raised),
        per_day=len(raised) / max(days, 1.0),
        per_10_min=len(raised) / windows,
        most_in_10_min=max(counts.values(), default=0),
        flood_share=min(1.0, sum(count > FLOOD for count in counts.values()) / windows),
        top=top,
        top_ten_share=sum(count for _, count in top) / len(raised) if raised else 0.0,
        chattering=_chattering(raised),
        stale=sum(life.cleared_at is None and now - life.raised_at > DAY for life in alerts),
        to_acknowledge=_spread([life.acknowledged_at - life.raised_at for life in raised if life.acknowledged_at is not None]),
    )


def _chattering(raised: Iterable[AlertTimes]) -> list[tuple[str, str]]:
    times: dict[tuple[str, str], list[int]] = defaultdict(list)
    for life in raised:
        times[life.source].append(life.raised_at)
    return sorted(source for source, at in times.items() if _comes_and_goes(sorted(at)))


def _comes_and_goes(at: Sequence[int]) -> bool:
    return any(last - first <= HOUR for first, last in zip(at, at[CHATTER - 1 :], strict=False))


def _spread(waits: Sequence[int]) -> tuple[float, float] | None:
    if not waits:
        return None
    ninetieth = quantiles(waits, n=10, method="inclusive")[-1] if len(waits) > 1 else float(waits[0])
    return float(median(waits)), ninetieth
