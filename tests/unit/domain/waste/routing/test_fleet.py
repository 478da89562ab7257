"""A fleet, its vehicles and its sites are valid from the beginning, at their bounds too."""

import pytest

from domain.waste.routing.fleet import DAY_S, Capacity, Fleet, Place, UnloadingSite, Vehicle

PLACE = Place(id="d", lat=60.0, lon=11.0)


def vehicle(name: str, *fractions: str, shift: tuple[int, int] = (0, 1)) -> Vehicle:
    rooms = {fraction: Capacity(litres=1, kg=1) for fraction in fractions}
    return Vehicle(id=name, depot="d", capacities=rooms, shift_start_s=shift[0], shift_end_s=shift[1])


@pytest.mark.parametrize(("start", "end", "valid"), [(0, DAY_S, True), (-1, 5, False), (5, 5, False), (6, 5, False), (0, DAY_S + 1, False)])
def test_a_shift_and_opening_hours_lie_within_a_day(start: int, end: int, valid: bool) -> None:
    if valid:
        assert vehicle("v", "rest", shift=(start, end)).shift_end_s == end
        assert UnloadingSite(place=PLACE, service_s=1, opens_s=start, closes_s=end).closes_s == end
        return
    with pytest.raises(ValueError, match="within one day"):
        vehicle("v", "rest", shift=(start, end))
    with pytest.raises(ValueError, match="within one day"):
        UnloadingSite(place=PLACE, service_s=1, opens_s=start, closes_s=end)


@pytest.mark.parametrize("wrong", [{"litres": 0}, {"litres": -1}, {"kg": 0}, {"kg": -1}, {"compaction": 0.9}, {"compaction": -4}])
def test_a_chamber_has_room_and_presses_nothing_larger(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a chamber needs"):
        Capacity(**{"litres": 1, "kg": 1, **wrong})
    assert Capacity(litres=2, kg=1, compaction=4).loose_litres == 8
    with pytest.raises(ValueError, match="room for no fraction"):
        vehicle("v")


def test_every_vehicle_has_its_depot_and_every_day_is_one_of_the_week() -> None:
    with pytest.raises(ValueError, match="there is no depot 'd'; there are none"):
        Fleet(vehicles=(vehicle("v", "rest"),))
    assert Fleet(collection_days=frozenset(range(7))).collection_days == frozenset(range(7))
    with pytest.raises(ValueError, match="collection days"):
        Fleet(collection_days=frozenset({7}))


@pytest.mark.parametrize(
    ("vehicles", "fractions", "left"),
    [
        (None, {"rest"}, ["a", "b"]),
        (("b", "c"), {"rest"}, ["b"]),
        (None, {"rest", "paper"}, ["a", "b", "c"]),
        (("a", "c"), {"glass"}, ["a", "c"]),
        (None, {"glass"}, ["a", "b", "c"]),
        ((), {"rest"}, []),
    ],
)
def test_a_round_has_the_vehicles_that_are_named_and_take_some_of_its_waste(
    vehicles: tuple[str, ...] | None, fractions: set[str], left: list[str]
) -> None:
    fleet = Fleet(depots=(PLACE,), vehicles=(vehicle("a", "rest"), vehicle("b", "rest", "paper"), vehicle("c", "paper")))
    assert [vehicle_.id for vehicle_ in fleet.only(vehicles, fractions).vehicles] == left


@pytest.mark.parametrize(("takes", "carries", "may"), [((), {"x"}, True), ({"x"}, {"x"}, True), ({"x"}, {"x", "y"}, False)])
def test_a_site_takes_all_that_is_aboard_or_nothing(takes: set[str], carries: set[str], may: bool) -> None:
    assert UnloadingSite(place=PLACE, fractions=frozenset(takes), service_s=1).takes(frozenset(carries)) is may


@pytest.mark.parametrize(
    ("takes", "aboard", "may"),
    [
        (set(), {"rest", "glass"}, True),
        ({"rest", "glass"}, {"glass"}, True),
        ({"rest"}, {"rest"}, True),
        ({"rest"}, {"rest", "glass"}, False),
    ],
)
def test_a_site_takes_a_truck_only_if_it_takes_all_that_is_aboard(takes: set[str], aboard: set[str], may: bool) -> None:
    site = UnloadingSite(place=PLACE, service_s=1, fractions=frozenset(takes))
    assert site.takes(frozenset(aboard)) is may
