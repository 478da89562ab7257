"""What a bin's plot draws: its level, forecast, limits and marks, times in Unix seconds as uPlot wants them."""

import hashlib
from collections.abc import Sequence
from typing import Any

from api.pages.waste.bin_page import SHOWN, BinPage
from api.pages.waste.level_history import thinned
from api.web.services import Services
from domain.duration import MINUTE
from storage.state.waste import bin_reports, bin_states, work_items

Figures = Sequence[float | None]


def bin_plot(view: BinPage) -> dict[str, Any]:
    """Return the plot of a bin's page; null is a gap."""
    points = thinned(view.points)
    past: Figures = [None] * len(points)
    future: Figures = [None] * len(view.ahead)
    return {
        "start": view.start / 1000,
        "now": view.now / 1000,
        "times": [point.time / 1000 for point in points] + [point.time / 1000 for point in view.ahead],
        "level": [*(_rounded(point.fill) for point in points), *future],
        "p10": [*past, *(_rounded(point.p10) for point in view.ahead)],
        "p50": [*past, *(_rounded(point.p50) for point in view.ahead)],
        "p90": [*past, *(_rounded(point.p90) for point in view.ahead)],
        "limits": {"nearly_full": view.limits.nearly_full, "full": view.limits.full},
        "marks": [{"time": event.time / 1000, "mark": event.mark} for event in view.events],
    }


def plot_version(services: Services, bin_id: str) -> str:
    """Return what changes with a bin's plot, and at least every minute: an open page asks for it all the time, and this is cheap."""
    now = services.clock()
    with services.state.read() as connection:
        level = bin_states.statuses(connection, [bin_id])
        reports = bin_reports.of_bin(connection, bin_id, now - SHOWN, now + 1, 1)
        work = work_items.page(connection, bin_id=bin_id, limit=10)
    return f'"{hashlib.sha256(repr((now // MINUTE, level, reports, work)).encode()).hexdigest()[:16]}"'


def _rounded(fill: float | None) -> float | None:
    return None if fill is None else round(fill, 1)
