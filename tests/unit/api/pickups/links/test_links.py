"""A round is handed over by a link that the office makes, lists and revokes, and that ends twelve hours after the shift."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.pickups.links.links import valid_link
from api.web.problems import ProblemError
from api.web.services import Services
from domain.duration import HOUR
from tests.unit.api.hand import Clock
from tests.unit.api.pickup_town import FLEET, Town, moment

SHIFT_END_H = {vehicle["id"]: int(vehicle["shift"][1][:2]) for vehicle in FLEET["vehicles"]}


def checked(services: Services, url: str, address: str = "10.0.0.1") -> str:
    """Return the round that a link opens."""
    with services.state.read() as connection:
        return valid_link(services, connection, url.rpartition("/r/")[2], address).pickup_id


@pytest.fixture
def services(town: Town) -> Services:
    return town.client.app.state.services  # type: ignore[attr-defined, no-any-return]


def test_a_link_opens_its_round_until_twelve_hours_after_the_shift(town: Town, services: Services, clock: Clock) -> None:
    pickup = town.planned("b0", "b1")
    answer = town.client.post(f"/pickups/{pickup['id']}/links", json={})
    assert answer.status_code == 201, answer.text
    link = answer.json()
    vehicle = pickup["routes"][0]["vehicle"]
    assert (link["vehicle"], link["created_by"], link["state"], link["revoked_at"]) == (vehicle, "tester", "valid", None)
    assert link["url"].startswith("http://bysans/r/")
    hours_in_utc = SHIFT_END_H[vehicle] - 1  # in February
    assert link["expires_at"] == f"2026-02-0{4 + (hours_in_utc + 12) // 24}T{(hours_in_utc + 12) % 24:02}:00:00.000Z"
    assert checked(services, link["url"]) == pickup["id"]
    clock.now = round(moment(link["expires_at"]) * 1000)
    with pytest.raises(ProblemError, match="has expired") as error:
        checked(services, link["url"])
    assert error.value.status == 410


def test_a_revoked_link_opens_nothing_and_stays_listed(town: Town, services: Services) -> None:
    pickup = town.planned("b0", "b1")
    kept, revoked = (town.client.post(f"/pickups/{pickup['id']}/links", json={}).json() for _ in range(2))
    for _ in range(2):
        assert town.client.delete(f"/pickups/{pickup['id']}/links/{revoked['id']}").status_code == 204
    with pytest.raises(ProblemError, match="was revoked") as error:
        checked(services, revoked["url"])
    assert error.value.status == 410
    assert checked(services, kept["url"]) == pickup["id"]
    listed = {link["id"]: link["state"] for link in town.client.get(f"/pickups/{pickup['id']}/links").json()["items"]}
    assert listed == {kept["id"]: "valid", revoked["id"]: "revoked"}


def test_who_tries_links_is_stopped_and_who_has_one_is_not(town: Town, services: Services) -> None:
    pickup = town.planned("b0")
    url = town.client.post(f"/pickups/{pickup['id']}/links", json={}).json()["url"]
    for _ in range(20):
        with pytest.raises(ProblemError) as error:
            checked(services, f"{url[:-1]}!")
        assert error.value.status == 404
    with pytest.raises(ProblemError) as error:
        checked(services, f"{url[:-1]}!")
    assert error.value.status == 429
    assert checked(services, url) == pickup["id"]


def test_a_link_of_another_round_is_not_revoked_through_this_one(town: Town, services: Services) -> None:
    first, second = town.planned("b0"), town.planned("b1")
    link = town.client.post(f"/pickups/{first['id']}/links", json={}).json()
    assert town.client.delete(f"/pickups/{second['id']}/links/{link['id']}").status_code == 404
    assert checked(services, link["url"]) == first["id"]


def test_a_round_without_a_route_or_a_vehicle_that_does_not_drive_it_has_no_link(town: Town) -> None:
    waiting = town.ask(bin_ids=["b0"]).json()
    assert town.client.post(f"/pickups/{waiting['id']}/links", json={}).status_code == 409
    pickup = town.planned("b1")
    wrong = town.client.post(f"/pickups/{pickup['id']}/links", json={"vehicle": "rocket"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "vehicle")
    assert town.client.post("/pickups/none/links", json={}).status_code == 404
    assert town.client.get("/pickups/none/links").status_code == 404


def test_links_need_a_key_for_pickups(town: Town, anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    pickup = town.planned("b0")
    anonymous.headers.update(key_for("alerts"))
    for method, path in (("POST", "links"), ("GET", "links"), ("DELETE", "links/abc")):
        assert anonymous.request(method, f"/pickups/{pickup['id']}/{path}", json={} if method == "POST" else None).status_code == 403


def test_the_secret_is_for_the_service_s_user_alone(services: Services, tmp_path: Path) -> None:
    file = services.settings.data_dir / "link-secret"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == services.link_secret
    assert repr(services.link_secret) not in repr(services)


def test_a_link_expires_later_than_it_is_made(town: Town, clock: Clock) -> None:
    pickup = town.planned("b0")
    link = town.client.post(f"/pickups/{pickup['id']}/links", json={}).json()
    assert moment(link["expires_at"]) * 1000 > clock.now + 12 * HOUR
