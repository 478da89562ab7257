"""Names are listed as people count."""

from hypothesis import given
from hypothesis import strategies as st

from api.text.name_order import name_order


def test_numbers_within_names_go_by_their_value() -> None:
    names = ["Storgata 10", "storgata 2", "Luftmåler 14, Torget", "Luftmåler 2, Torget", "12", "Åsen"]
    assert sorted(names, key=name_order) == ["12", "Luftmåler 2, Torget", "Luftmåler 14, Torget", "storgata 2", "Storgata 10", "Åsen"]


@given(st.lists(st.text()))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    assert sorted(sorted(names, key=name_order)) == sorted(names)
