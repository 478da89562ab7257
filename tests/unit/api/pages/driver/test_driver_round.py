"""What a driver sees of a route: where to go next, what is left, and what was passed over."""

from api.pages.driver.driver_round import DriverRound
from api.pages.driver.visit import Visit
from api.pickups.map_links import map_links


def visit(name: str, state: str = "planned", *, tip: int | None = None, time: int | None = None) -> Visit:
    return Visit(id=name, name=name, lat=59.0, lon=10.0, eta=0, links=map_links(59.0, 10.0), state=state, tip=tip, time=time)


def driven(*visits: Visit) -> DriverRound:
    return DriverRound(pickup_id="p", vehicle="v", departure=0, state="under_way", route=None, visits=visits, reports=0, others={})


def current(*visits: Visit, asked: str | None = None) -> str | None:
    shown = driven(*visits).current(asked)
    return shown and shown.id


def test_the_first_stop_comes_first() -> None:
    assert current(visit("a"), visit("b")) == "a"


def test_the_driver_goes_on_behind_what_was_settled_last() -> None:
    assert current(visit("a"), visit("b", "emptied", time=9), visit("c", "could_not", time=5), visit("d")) == "d"


def test_what_was_passed_over_comes_at_the_end() -> None:
    assert current(visit("a"), visit("b", "emptied", time=9)) == "a"


def test_the_stop_that_was_asked_for_is_shown_also_when_it_is_settled() -> None:
    assert current(visit("a", "emptied", time=3), visit("b"), asked="a") == "a"
    assert current(visit("a"), asked="gone") == "a"


def test_nothing_is_next_when_all_is_settled() -> None:
    assert current(visit("a", "emptied", time=3), visit("tip-0", "tipped", tip=0)) is None
    assert current() is None


def test_what_was_emptied_and_what_could_not_be_are_told_apart() -> None:
    round_ = driven(visit("a", "emptied", time=3), visit("b", "could_not", time=5), visit("tip-0", "tipped", tip=0), visit("c"))
    assert [stop.id for stop in round_.emptied] == ["a"]
    assert [stop.id for stop in round_.not_emptied] == ["b"]


def test_an_unloading_is_no_stop_that_is_left() -> None:
    round_ = driven(visit("a", "emptied", time=3), visit("tip-0", tip=0), visit("b"))
    assert (round_.left, len(round_.stops), current(*round_.visits)) == (1, 2, "tip-0")
    assert round_.last is not None
    assert round_.last.id == "a"
