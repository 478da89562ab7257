"""Compare policies at equal overflow: the mean over the seeds with its 95 % interval."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

from bench.waste.drive import Driven

OURS, RECORD, FORESIGHT = "ours", "fullest, then route", "perfect foresight"
NAIVE, TUNED, BEST_FIXED = "naive fixed", "tuned fixed", "naive or tuned, whichever is better"
SKIPPING, THEIRS = "the same every other day", "the same, Groningen's own count"
TAUGHT, CLAIRVOYANT = "ours, told the law", "all known, all days planned at once"
LEVELS = (0.001, 0.005, 0.01)  # share of bin-time overflowing at which policies are compared
# Student's t, two-sided 95 %, by degrees of freedom; beyond it is that of 30 (which is the wider).
_T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10, 2.09, 2.09)
Results = Mapping[str, Mapping[str, Driven]]  # of one seed: by policy, by setting


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and half the width of its 95 % interval."""
    if len(values) < 2:
        return fmean(values), float("inf")
    t = _T[len(values) - 2] if len(values) - 2 < len(_T) else 2.09
    return fmean(values), t * stdev(values) / sqrt(len(values))


def front(curve: Sequence[Driven]) -> list[Driven]:
    """Return the settings that no other beats in both overflow and km, least overflow first."""
    best: list[Driven] = []
    for driven in sorted(curve, key=lambda driven: (driven.overflow, driven.km)):
        if not best or driven.km < best[-1].km:
            best.append(driven)
    return best


def at_overflow(curve: Sequence[Driven], overflow: float, figure: str) -> tuple[float, bool]:
    """Return a figure where a policy at its best settings overflows that much, and whether it gets that low.

    A policy that never does is taken at its least overflow: that flatters it, for less would cost it more.
    """
    best = front(curve)
    if overflow <= best[0].overflow:
        return float(getattr(best[0], figure)), overflow == best[0].overflow
    for less, more in pairwise(best):
        if less.overflow <= overflow <= more.overflow:
            share = (overflow - less.overflow) / max(more.overflow - less.overflow, 1e-12)
            low, high = float(getattr(less, figure)), float(getattr(more, figure))
            return low + share * (high - low), True
    return float(getattr(best[-1], figure)), True


def settings_table(seeds: Sequence[Results]) -> list[str]:
    """Return a line for every policy and setting."""
    lines = ["| policy | setting | overflow % | km | emptyings | truck-days | fill when emptied % |", "|---|---|---|---|---|---|---|"]
    for policy, settings in seeds[0].items():
        for setting in settings:
            runs = [seed[policy][setting] for seed in seeds]
            cells = [_cell([100 * run.overflow for run in runs], 2), _cell([run.km for run in runs], 0)]
            cells += [_cell([float(run.emptyings) for run in runs], 0), _cell([float(run.truck_days) for run in runs], 1)]
            lines.append(f"| {policy} | {setting} | {' | '.join(cells)} | {100 * fmean(run.mean_fill for run in runs):.0f} |")
    return lines


def equal_table(seeds: Sequence[Results], overflow: float, reference: str) -> list[str]:
    """Return a line for every policy: what `reference` does against it where both overflow so much, each at its best settings."""
    head = f"at {overflow:.1%} overflow, {reference} against"
    lines = [f"| {head} | km | emptyings | truck-days | towns where it comes so low |", "|---|---|---|---|---|"]
    others = [policy for policy in seeds[0] if policy not in (reference, OURS)]
    others += [BEST_FIXED] if {NAIVE, TUNED} <= seeds[0].keys() else []
    for policy in others:
        low = sum(at_overflow(_curve(seed, policy), overflow, "km")[1] for seed in seeds)
        cells = [
            _cell([_change(seed, reference, policy, overflow, figure) for seed in seeds], 1) for figure in ("km", "emptyings", "truck_days")
        ]
        lines.append(f"| {policy} | {' | '.join(f'{cell} %' for cell in cells)} | {low} of {len(seeds)} |")
    return lines


def _change(seed: Results, reference: str, policy: str, overflow: float, figure: str) -> float:
    reference_value, value = (at_overflow(_curve(seed, name), overflow, figure)[0] for name in (reference, policy))
    return 100 * (reference_value / value - 1)


def _curve(seed: Results, policy: str) -> list[Driven]:
    """Return a policy's settings; the best fixed schedule may be a naive one."""
    names = (NAIVE, TUNED) if policy == BEST_FIXED else (policy,)
    return [driven for name in names for driven in seed[name].values()]


def _cell(values: Sequence[float], decimals: int) -> str:
    mean, half = interval(values)
    return f"{mean:.{decimals}f} ± {half:.{decimals}f}"
