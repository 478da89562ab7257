"""A draw keeps what the list tells, and draws only what it does not."""

from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dryrun.demand.cycle import BinHistory, Cycle
from domain.dryrun.demand.fill_rate import Prior, posterior
from domain.dryrun.demand.year_draw import Filling, drawn_filling
from domain.dryrun.emptying_list import SeenFill

PRIOR = Prior(log_rate=-2.0, spread=0.5, dispersion=0.1)


def history(*fills: SeenFill | None) -> BinHistory:
    cycles = [Cycle(start=4 * number, end=4 * number + 4, fill=fill) for number, fill in enumerate(fills)]
    return BinHistory(cycles=cycles, start=0, end=4 * len(fills), usual_days=4)


@given(st.integers(0, 1000), st.floats(0.1, 0.8))
def test_what_was_seen_is_in_every_draw(seed: int, low: float) -> None:
    known = history(SeenFill(low=low, high=low + 0.1), SeenFill(low=0.95, high=inf), None)
    filling = drawn_filling(known, posterior(known.cycles, PRIOR), 20, Random(seed))
    assert low - 1e-9 <= filling.between(0, 4) <= low + 0.1 + 1e-9
    assert filling.between(4, 8) >= 0.95 - 1e-9
    assert filling.between(8, 12) >= 0
    assert filling.between(12, 20) == 0  # the bin stood there no longer


def test_the_same_dice_draw_the_same() -> None:
    known = history(None, None, SeenFill(low=0.4, high=0.6))
    rate = posterior(known.cycles, PRIOR)
    assert drawn_filling(known, rate, 12, Random(5)) == drawn_filling(known, rate, 12, Random(5))


def test_a_bin_is_full_at_the_fraction_of_the_day_at_which_it_passes_full() -> None:
    filling = Filling((0.0, 0.4, 0.8, 1.6, 1.6))
    assert filling.full_at(0) == pytest.approx(2.25)
    assert filling.full_at(0, 0.4) == pytest.approx(1.0)
    assert filling.full_at(2) is None
