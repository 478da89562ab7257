"""A place is read as people write it, with its position as maps show it."""

import pytest

from api.pages.new_devices.place_form import Fields, bin_of_form, site_of_form
from api.registry.sites import SiteBody
from api.waste.bins import BinBody

BIN: Fields = {"name": ["Storgata 1"], "position": ["59.2675, 10.4076"], "fraction": ["papir"], "capacity_l": ["660"]}


@pytest.mark.parametrize("written", ["59.2675, 10.4076", "59,2675 10,4076", " 59.2675,10.4076 ", "59.2675; 10.4076"])
def test_a_position_is_read_as_maps_and_norwegians_write_it(written: str) -> None:
    site = site_of_form({"name": ["Torget"], "position": [written]})
    assert isinstance(site, SiteBody)
    assert (site.lat, site.lon) == (59.2675, 10.4076)


@pytest.mark.parametrize("written", ["", "59, 10", "99.5, 10.1", "Torget", "59.2675"])
def test_what_is_no_position_is_told(written: str) -> None:
    assert site_of_form({"name": ["Torget"], "position": [written]}) == {"position"}


def test_a_bin_has_its_volume_and_may_have_its_levels() -> None:
    plain = bin_of_form(BIN)
    assert isinstance(plain, BinBody)
    assert (plain.capacity_l, plain.empty_mm, plain.note) == (660, None, None)
    measured = bin_of_form({**BIN, "empty_mm": ["1 200,5"], "full_mm": ["200"], "note": ["Kode 1234"]})
    assert isinstance(measured, BinBody)
    assert (measured.empty_mm, measured.full_mm, measured.note) == (1200.5, 200, "Kode 1234")


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": [""]}, {"name"}),
        ({"fraction": [" "]}, {"fraction"}),
        ({"capacity_l": ["0"]}, {"capacity_l"}),
        ({"capacity_l": ["mange"]}, {"capacity_l"}),
        ({"empty_mm": ["1200"]}, {"empty_mm"}),
        ({"empty_mm": ["100"], "full_mm": ["200"]}, {"empty_mm"}),
    ],
)
def test_what_is_wrong_with_a_bin_is_told_by_its_field(changed: Fields, wrong: set[str]) -> None:
    assert bin_of_form({**BIN, **changed}) == wrong
