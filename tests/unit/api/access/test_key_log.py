"""What happened to keys is read by admins alone, newest first, and a key's use is noted without the request writing."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.web import key_uses
from domain.access.actor import Actor
from storage.state.access import keys
from storage.state.audit.acting import Acting, acts
from storage.state.engine import State, StateAwayError
from tests.real_parts.process import wait_until
from tests.unit.api.hand import NOW


def write(app: FastAPI) -> None:
    services = app.state.services
    services.key_uses.write(services.state)


def acting_as(name: str) -> AbstractContextManager[None]:
    return acts(Acting(wall=lambda: NOW, actor=Actor(kind="command", name=name)))


def test_only_an_admin_reads_the_log(anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    assert anonymous.get("keys/log").status_code == 401
    assert anonymous.get("keys/log", headers=key_for("devices", "alerts")).status_code == 403


def test_the_log_tells_creation_first_use_and_end(client: TestClient, app: FastAPI, state: State) -> None:
    with acting_as("kari"), state.begin() as connection:
        key_id = keys.create(connection, "gateway", ["ingest"], NOW + 1).split("_")[1]
    with acting_as("ola"), state.begin() as connection:
        keys.revoke(connection, key_id, NOW + 2)
    assert client.get("devices").status_code == 200
    write(app)
    page = client.get("keys/log", params={"limit": 2}).json()
    assert [(entry["event"], entry["key_name"], entry["by"]) for entry in page["items"]] == [
        ("first_used", "tester", "tester"),
        ("revoked", "gateway", "ola"),
    ]
    rest = client.get("keys/log", params={"cursor": page["next_cursor"]}).json()
    assert [(entry["event"], entry["key_name"], entry["by"]) for entry in rest["items"]] == [
        ("created", "gateway", "kari"),
        ("created", "tester", None),
    ]
    assert rest["next_cursor"] is None


def test_a_request_writes_nothing_and_its_keys_use_is_written_once_a_minute(client: TestClient, app: FastAPI, state: State) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(state.engine, "before_cursor_execute", note)
    for _ in range(3):
        client.get("devices")
    assert not [text for text in statements if text.startswith(("UPDATE", "INSERT", "BEGIN IMMEDIATE"))]
    write(app)
    assert len([text for text in statements if text.startswith("UPDATE keys")]) == 1
    client.get("devices")
    write(app)
    assert len([text for text in statements if text.startswith("UPDATE keys")]) == 1


def test_a_key_that_expired_is_refused_and_the_log_says_so(anonymous: TestClient, app: FastAPI, state: State) -> None:
    now = app.state.services.wall()
    with state.begin() as connection:
        token = keys.create(connection, "short", ["admin"], now - 2, expires_at=now - 1)
    refused = anonymous.get("devices", headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, "has expired" in refused.json()["detail"]) == (401, True)
    with state.begin() as connection:
        admin = keys.create(connection, "admin", ["admin"], now)
    items = anonymous.get("keys/log", headers={"Authorization": f"Bearer {admin}"}).json()["items"]
    assert [(entry["event"], entry["key_name"], entry["by"]) for entry in items[1:2]] == [("expired", "short", None)]


def test_uses_wait_while_the_state_is_away(client: TestClient, app: FastAPI, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise StateAwayError("locked")

    client.get("devices")
    with monkeypatch.context() as broken:
        broken.setattr(State, "begin", away)
        with pytest.raises(StateAwayError):
            write(app)
    write(app)
    with state.read() as connection:
        assert keys.all_keys(connection)[0].last_used_at is not None


def last_used(state: State) -> int | None:
    with state.read() as connection:
        return keys.all_keys(connection)[0].last_used_at


def test_the_service_writes_uses_every_few_seconds(client: TestClient, app: FastAPI, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_uses, "EVERY_S", 0.01)
    with TestClient(app, base_url=client.base_url, headers=client.headers) as another:
        assert another.get("devices").status_code == 200
        wait_until(lambda: last_used(state) is not None, "the use was written")


def test_the_service_writes_the_last_uses_as_it_stops(client: TestClient, app: FastAPI, state: State) -> None:
    with TestClient(app, base_url=client.base_url, headers=client.headers) as another:
        assert another.get("devices").status_code == 200
    assert last_used(state) is not None
