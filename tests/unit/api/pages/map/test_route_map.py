"""What the map of a route draws beside the list's rows: the way there and back, and the places."""

from api.pages.map.route_map import drawing_of
from api.pickups.map_links import map_links
from api.pickups.route_answer import PlaceAnswer, RouteAnswer, StopAnswer, TipAnswer


def stop(order: int, lat: float) -> StopAnswer:
    return StopAnswer(
        stop_id=f"s{order}", bin_id=f"b{order}", name=f"B{order}", fraction="papir", order=order, eta=0, required=True, reason="full",
        marginal_km=0, state="planned", could_not=None, note=None, time=None, lat=lat, lon=10.0, links=map_links(lat, 10.0),
    )  # fmt: skip


def route(vehicle: str = "v") -> RouteAnswer:
    tips = [TipAnswer(tip_id="tip", after=1, eta=0, lat=58.5, lon=10.5), TipAnswer(tip_id="tip", after=2, eta=0, lat=58.5, lon=10.5)]
    return RouteAnswer(
        vehicle=vehicle, km=1, minutes=1, load_l=1, start=0, end=0, depot=PlaceAnswer(id="d", lat=58.0, lon=10.123456),
        stops=[stop(1, 59.0), stop(2, 60.0)], tips=tips, tipped=[], links=[],
    )  # fmt: skip


def test_a_line_runs_from_the_depot_by_every_visit_in_order_and_back() -> None:
    drawing = drawing_of([route()], str.upper)
    assert drawing.lines == [[(58.0, 10.12346), (59.0, 10.0), (58.5, 10.5), (60.0, 10.0), (58.5, 10.5), (58.0, 10.12346)]]
    assert drawing.places == [{"kind": "depot", "name": "D", "lat": 58.0, "lon": 10.123456}]


def test_two_trucks_have_a_line_each_and_share_their_places() -> None:
    drawing = drawing_of([route(), route("w")], str.upper, with_tips=True)
    assert len(drawing.lines) == 2
    assert [(place["kind"], place["name"]) for place in drawing.places] == [("depot", "D"), ("tip", "TIP")]
