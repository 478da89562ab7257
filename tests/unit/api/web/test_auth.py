"""Who has no key, a wrong one or too little scope is told so; what is public is read by everyone, at a bounded rate."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.web.rate_limit import FAILED_KEYS, PUBLIC_READS
from storage.state.access import keys
from storage.state.engine import State
from tests.unit.api.hand import NOW


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def test_without_a_key_the_answer_says_how_to_show_one(anonymous: TestClient) -> None:
    answer = anonymous.get("devices")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "bysans keys create" in answer.json()["detail"]


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer bys_x_y", "bearer nonsense", "Bearer \x7f"])
def test_a_wrong_key_is_401(anonymous: TestClient, header: str) -> None:
    assert anonymous.get("devices", headers={"Authorization": header}).status_code == 401


def test_a_revoked_key_is_401(anonymous: TestClient, key_for: Callable[..., dict[str, str]], state: State) -> None:
    header = key_for("admin")
    with state.begin() as connection:
        keys.revoke(connection, keys.all_keys(connection)[0].id, NOW)
    assert anonymous.get("devices", headers=header).status_code == 401


def test_too_little_scope_is_403_and_names_it(anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    answer = anonymous.delete("quarantine/x", headers=key_for("ingest", "devices"))
    assert answer.status_code == 403
    assert 'scope="admin"' in answer.headers["www-authenticate"]
    assert "`admin`" in answer.json()["detail"]


def test_what_is_public_is_read_without_a_key_and_all_else_is_not(anonymous: TestClient) -> None:
    assert anonymous.get("sites").status_code == 200
    assert anonymous.get("air/sites/x/means", params={"parameter": "pm25"}).status_code == 404
    for averaging in ("8h", "24h", "day", "year"):
        assert anonymous.get("air/sites/x/means", params={"parameter": "pm25", "averaging": averaging}).status_code == 401
    for path in ("bins", "readings", "thresholds", "quarantine", "proposals", "devices/a1/latest"):
        assert anonymous.get(path).status_code == 401


def test_basic_is_for_ingest_alone(anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    token = key_for("ingest")["Authorization"].removeprefix("Bearer ")
    reading = {"device_id": "a1", "pm25": 1}
    assert anonymous.post("ingest/readings", json=reading, headers=basic("any", token)).status_code == 202
    assert anonymous.get("devices", headers=basic("any", token)).status_code == 401
    refused = anonymous.post("ingest/readings", json=reading, headers={"Authorization": "Basic %%%"})
    assert (refused.status_code, "Basic" in refused.headers["www-authenticate"]) == (401, True)


def test_guessing_keys_ends_in_429_while_a_valid_key_is_served(anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    wrong = {"Authorization": "Bearer bys_0_0"}
    answers = [anonymous.get("devices", headers=wrong) for _ in range(FAILED_KEYS.amount + 1)]
    assert [answer.status_code for answer in answers] == [401] * FAILED_KEYS.amount + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert anonymous.get("devices", headers=key_for("ingest")).status_code == 200


def test_public_reads_are_bounded(anonymous: TestClient) -> None:
    answers = {anonymous.get("sites").status_code for _ in range(PUBLIC_READS.amount)}
    assert answers == {200}
    assert anonymous.get("sites").status_code == 429
