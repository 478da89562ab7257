"""Norway's towns are in Norway, its neighbours' are not."""

import pytest

from bysans.dryrun.town_list.norway import is_in_norway


@pytest.mark.parametrize(
    ("town", "lat", "lon", "inside"),
    [
        ("Mandal", 58.03, 7.45, True), ("Halden", 59.12, 11.39, True), ("Florø", 61.60, 5.03, True), ("Kongsvinger", 60.19, 12.00, True),
        ("Kristiansund", 63.11, 7.73, True), ("Rørvik", 64.86, 11.24, True), ("Røst", 67.52, 12.10, True), ("Kirkenes", 69.73, 30.05, True),
        ("Vardø", 70.37, 31.10, True), ("Honningsvåg", 70.98, 25.97, True), ("Longyearbyen", 78.22, 15.65, True),
        ("Stockholm", 59.33, 18.07, False), ("Gothenburg", 57.71, 11.97, False), ("Luleå", 65.58, 22.15, False),
        ("Murmansk", 68.97, 33.08, False), ("Shetland", 60.15, -1.15, False), ("the Norwegian Sea", 69.6, 12.9, False),
    ],
)  # fmt: skip
def test_a_town_is_where_it_is(town: str, lat: float, lon: float, inside: bool) -> None:
    assert is_in_norway(lat, lon) == inside
