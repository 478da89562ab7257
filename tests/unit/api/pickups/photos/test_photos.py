"""A photo is listed and read with its round, and goes when its report is undone."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from api.pickups.body import StopEventBody
from api.pickups.crew_events import report_stop
from api.pickups.photos.photos import keep_photo
from api.web.services import Services
from tests.unit.api.pickup_town import MINUTE, WEDNESDAY, Town, stops


def report_with_photo(town: Town, pickup_id: str, stop_id: str, jpeg: bytes) -> None:
    services: Services = town.client.app.state.services  # type: ignore[attr-defined]
    body = StopEventBody.model_validate({"type": "could_not", "reason": "damaged", "time": WEDNESDAY / 1000})
    with services.state.begin() as connection:
        keep_photo(services, connection, report_stop(services, connection, pickup_id, stop_id, body), jpeg)


def test_a_photo_is_listed_and_read(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    first = stops(pickup)[0]
    report_with_photo(town, pickup["id"], first["stop_id"], b"jpeg")
    (photo,) = town.client.get(f"/pickups/{pickup['id']}/photos").json()["items"]
    assert (photo["stop_id"], photo["bin_id"]) == (first["stop_id"], first["bin_id"])
    answer = town.client.get(photo["href"].removeprefix("/api/v1"))
    assert (answer.content, answer.headers["content-type"]) == (b"jpeg", "image/jpeg")
    other = town.planned("b2")
    assert town.client.get(f"/pickups/{other['id']}/photos/{photo['id']}").status_code == 404, "it belongs to another round"


def test_a_photo_goes_with_the_report_that_is_undone(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    first, second = (stop["stop_id"] for stop in stops(pickup))
    for stop_id in (first, second):
        report_with_photo(town, pickup["id"], stop_id, b"jpeg")
    town.report(pickup["id"], first, "undo", at=WEDNESDAY + MINUTE)
    assert [photo["stop_id"] for photo in town.client.get(f"/pickups/{pickup['id']}/photos").json()["items"]] == [second]


def test_a_photo_is_read_with_a_key_only(town: Town, anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    pickup = town.planned("b0")
    report_with_photo(town, pickup["id"], "s1", b"jpeg")
    del anonymous.headers["Authorization"]
    assert anonymous.get(f"/pickups/{pickup['id']}/photos").status_code == 401
    assert anonymous.get(f"/pickups/{pickup['id']}/photos/abc").status_code == 401
    anonymous.headers.update(key_for("alerts"))
    assert anonymous.get(f"/pickups/{pickup['id']}/photos").status_code == 200
