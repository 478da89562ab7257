"""A depot farther from the bins than any town's is doubted."""

from bysans.dryrun.town_list.far_depot import far_depots
from config.fleet import load_fleet
from config.plan import SHIPPED
from domain.dryrun.emptying_list import ListedBin
from domain.waste.routing.fleet import Place

FLEET = load_fleet(SHIPPED.parent / "fleet.toml")  # its depot is at 60.87, 11.59


def bins(*places: tuple[float, float] | None) -> list[ListedBin]:
    return [
        ListedBin(id=f"B{at}", place=place and Place(id="", lat=place[0], lon=place[1]), capacity_l=660, fraction="rest")
        for at, place in enumerate(places)
    ]


def test_a_depot_far_from_the_middle_of_the_bins_is_doubted_with_its_name_and_how_far() -> None:
    (doubt,) = far_depots(bins((60.9, 17.6), (60.8, 17.6), (60.8, 11.6)), FLEET)
    assert (doubt.kind, doubt.value, doubt.assumed) == ("far_depot", "Driftssentralen", "326 km")


def test_a_depot_in_the_district_is_not_nor_one_of_bins_without_places() -> None:
    assert far_depots(bins((61.9, 11.6), None), FLEET) == []
    assert far_depots(bins(None), FLEET) == []
    assert far_depots(bins((60.9, 17.6)), None) == []
