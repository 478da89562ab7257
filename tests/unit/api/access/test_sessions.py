"""An administrator's program sees who is signed in, and ends a session as the page does."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from storage.state.access import keys
from storage.state.engine import State
from tests.unit.api.hand import NOW


def test_a_session_is_listed_and_ended_by_administrators_alone(
    client: TestClient, app: FastAPI, state: State, key_for: Callable[..., dict[str, str]]
) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "kontoret", ["alerts"], NOW)
    browser = TestClient(app, base_url="http://bysans", follow_redirects=False, headers={"Origin": "http://bysans"})
    assert browser.post("/sign-in", data={"key": token}).status_code == 303
    (session,) = client.get("sessions").json()["items"]
    assert (session["name"], session["key_id"], session["provider"], session["roles"], session["address"]) == (
        *("kontoret", token.split("_")[1], None),
        *([], "testclient"),
    )
    path = f"sessions/{session['id']}"
    others = key_for("devices", "thresholds", "alerts", "pickups", "ingest")
    assert client.get("sessions", headers=others).status_code == 403
    assert client.delete(path, headers=others).status_code == 403
    assert browser.delete(f"/api/v1/{path}").status_code == 401, "a browser's session only reads"
    assert browser.get("/innstillinger").status_code == 200
    assert client.delete(path).status_code == 204
    assert browser.get("/innstillinger").status_code == 401
    assert client.delete(path).status_code == 404
    assert client.get("sessions").json() == {"items": []}


def test_no_answer_holds_a_cookie_or_its_hash(client: TestClient, app: FastAPI, state: State) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "kontoret", ["alerts"], NOW)
    browser = TestClient(app, base_url="http://bysans", follow_redirects=False, headers={"Origin": "http://bysans"})
    browser.post("/sign-in", data={"key": token})
    assert browser.cookies["bysans_session"] not in client.get("sessions").text
    assert set(client.get("sessions").json()["items"][0]) == {
        *("id", "name", "key_id", "person", "provider", "roles", "address", "began_at", "ends_at"),
    }
