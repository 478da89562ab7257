"""The US NowCast of the last twelve hours (US EPA, V)."""

from collections.abc import Sequence

from domain.digits import tidy

HOURS = 12
_LEAST_WEIGHT = 0.5


def nowcast(means: Sequence[float | None]) -> float | None:
    """Return the NowCast of up to 12 hourly means, newest first, None where an hour is missing.

    The weight is min/max of the hours there are, at least one half; hours missing take no part, but age the older ones.
    None where fewer than two of the newest three hours are there. Negative noise counts as zero in the weight.
    """
    hours = list(means[:HOURS])
    if sum(mean is not None for mean in hours[:3]) < 2:
        return None
    measured = [(age, mean) for age, mean in enumerate(hours) if mean is not None]
    least, most = (max(0.0, bound) for bound in (min(mean for _, mean in measured), max(mean for _, mean in measured)))
    weight = max(least / most if most else 1.0, _LEAST_WEIGHT)
    return tidy(sum(weight**age * mean for age, mean in measured) / sum(weight**age for age, _ in measured))
