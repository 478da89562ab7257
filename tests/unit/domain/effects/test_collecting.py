"""What collecting came to is counted from what is known, and says how sure it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.effects.collecting import EmptiedBin, early, late, per_thousand_litres, share


def found(*fills: float | None) -> list[EmptiedBin]:
    return [EmptiedBin(fill=fill, capacity_l=500) for fill in fills]


def test_emptyings_of_unknown_fill_are_left_out_and_none_known_is_no_figure() -> None:
    assert per_thousand_litres(found(100, 100, None)) == pytest.approx(2.0)
    assert per_thousand_litres(found(None)) is None
    assert early(found(None)) is None


def test_below_40_is_too_early_and_above_95_too_late_at_the_bound_neither() -> None:
    emptied = found(3, 39.9, 40, 95, 95.1, 99, 100, 100, None)
    early_, late_ = early(emptied), late(emptied)
    assert early_ is not None
    assert late_ is not None
    assert (early_.value, late_.value, early_.of) == (2 / 8, 4 / 8, 8)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_within_its_interval_and_that_within_0_and_1(pair: tuple[int, int]) -> None:
    hits, of = pair
    found_share = share(hits, of)
    assert 0 <= found_share.low <= found_share.value + 1e-12
    assert found_share.value - 1e-12 <= found_share.high <= 1


def test_a_share_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="nothing"):
        share(0, 0)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(5, 10, 0.2366, 0.7634), (1, 10, 0.0179, 0.4042), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (30, 100, 0.2189, 0.3959)],
)  # from published tables of Wilson's interval
def test_an_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    interval = share(hits, of)
    assert (interval.value, interval.of) == (hits / of, of)
    assert (interval.low, interval.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_emptyings_of_bins_that_were_empty_took_no_litre_out() -> None:
    assert per_thousand_litres(found(0.0, 0.0)) is None
    assert per_thousand_litres(found(0.1)) == pytest.approx(2000.0)
