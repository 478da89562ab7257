"""How often a device sends, judged from when it was heard."""

from collections.abc import Iterable
from itertools import pairwise
from math import log
from statistics import median

from domain.duration import SECOND

USUAL_S = (60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400)  # what vendors let one choose


def likely_interval(heard: Iterable[int]) -> int | None:
    """Return the usual interval (s) nearest to the median gap of the times (ms UTC) at which it was heard; None below three of them."""
    times = sorted(set(heard))
    gaps = [after - before for before, after in pairwise(times)]
    if len(gaps) < 2:
        return None
    typical = median(gaps) / SECOND
    return min(USUAL_S, key=lambda usual: abs(log(usual / typical)))
