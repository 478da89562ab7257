"""A position is where the bin stands, in degrees or in UTM, whichever column has which."""

import pytest

from api.table_import.problems import TableError
from bysans.dryrun.town_list.positions import better_zones, pair_of, position_form

OSLO_32, OSLO_33 = (6642867.55, 597423.12), (6649215.9, 262034.5)
OSLO = (59.91177, 10.74213)


@pytest.mark.parametrize(
    ("headings", "pairs", "place", "is_guessed"),
    [
        (["Breddegrad", "Lengdegrad"], [(59.9, 10.7)], (59.9, 10.7), False),
        (["x", "y"], [(10.7, 59.9)], (59.9, 10.7), False),
        (["lat", "lon"], [(-37.8, 144.9)], (-37.8, 144.9), False),
        (["UTM32 Nord", "UTM32 Øst"], [OSLO_32], OSLO, False),
        (["Øst (EPSG:25832)", "Nord"], [OSLO_32[::-1]], OSLO, False),
        (["UTM 33 N", "UTM 33 Ø"], [OSLO_33], (59.91156, 10.74308), False),
        (["Y", "X"], [OSLO_33], (59.91156, 10.74308), True),
    ],
)
def test_the_form_is_told_by_size_and_headings(
    headings: list[str], pairs: list[tuple[float, float]], place: tuple[float, float], is_guessed: bool
) -> None:
    form = position_form(headings, pairs)
    assert form.place_of(pairs[0]) == pytest.approx(place, abs=1e-4)
    assert form.is_guessed == is_guessed


def test_the_zone_that_a_reader_says_counts_before_the_headings() -> None:
    form = position_form(["UTM33 Nord", "UTM33 Øst"], [OSLO_32], "32")
    assert (form.place_of(OSLO_32), form.zone_from) == (pytest.approx(OSLO, abs=1e-4), "reader")
    assert position_form(["lat", "lon"], [(59.9, 10.7)], "32").zone is None
    with pytest.raises(TableError, match="'40' is no UTM zone of Norway; say 31 to 36"):
        position_form(["a"], [OSLO_32], "40")


@pytest.mark.parametrize(
    ("pair", "said", "better"),
    [
        (OSLO_32, "", [32]),  # by zone 33 Oslo would lie near Stockholm
        (OSLO_32, "32", []),
        (OSLO_33, "", []),
        (OSLO_33, "32", [33]),
        ((7_731_000.0, 653_000.0), "33", []),  # Tromsø
        ((7_731_000.0, 653_000.0), "32", [33]),  # in the sea
        ((6_175_000.0, 588_000.0), "33", []),  # Odense in zone 32: no zone has it in Norway, and nothing can be told
    ],
)
def test_a_zone_that_has_the_bins_outside_norway_is_doubted_where_another_has_them_inside(
    pair: tuple[float, float], said: str, better: list[int]
) -> None:
    assert better_zones(position_form(["N", "Ø"], [pair], said), [pair]) == better


@pytest.mark.parametrize(
    "text",
    ["59.9139, 10.7522", "59.9139,10.7522", "59,9139; 10,7522", "59,9139 10,7522", "POINT (10.7522 59.9139)", "59.9139°N, 10.7522°E"],
)
def test_both_may_stand_in_one_cell(text: str) -> None:
    assert pair_of(None, None, text) == pytest.approx((59.9139, 10.7522))


def test_what_is_no_position_is_refused_and_an_empty_one_is_none() -> None:
    assert pair_of("", "") is None
    assert pair_of("59,9", "") is None
    for cells in (("nord", "10"), (None, None, "Storgata 1")):
        with pytest.raises(ValueError, match=r"."):
            pair_of(*cells)
    for form, pair in ((position_form(["a"], [(59.9, 10.7)]), (95.0, 10.0)), (position_form(["a"], [OSLO_33]), (1.0, 2.0))):
        with pytest.raises(ValueError, match=r"."):
            form.place_of(pair)
