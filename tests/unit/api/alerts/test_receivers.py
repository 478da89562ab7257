"""Who is told, how they were reached last, and a test of that; where they are reached stays in the settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from config.settings import Settings
from storage.state import jobs
from storage.state.alerts import receivers
from storage.state.audit import log
from storage.state.engine import State
from tests.unit.api.hand import NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    receiver_settings = {
        "duty": {"email": "duty@kommune.example", "quiet_hours": "22:00-07:00"},
        "hook": {"webhook": "https://hooks.example/x", "secret_file": "hook.secret", "language": "en"},
    }
    return Settings(data_dir=tmp_path, alerts={"receivers": receiver_settings})  # type: ignore[arg-type]


def test_receivers_are_listed_with_how_they_were_reached_but_not_where(client: TestClient, state: State) -> None:
    with state.begin() as connection:
        receivers.failed(connection, "hook", NOW, "hooks.example answers 500")
    answer = client.get("receivers")
    duty, hook = answer.json()["items"]
    assert (duty["id"], duty["channel"], duty["failures"], duty["tried_at"]) == ("duty", "email", 0, None)
    assert (hook["channel"], hook["failures"], hook["error"]) == ("webhook", 1, "hooks.example answers 500")
    assert "kommune.example" not in answer.text


def test_a_test_is_asked_for_and_sent_by_watch(client: TestClient, state: State, key_for: Callable[..., dict[str, str]]) -> None:
    assert client.post("receivers/duty/test", headers=key_for("devices")).status_code == 403
    assert client.post("receivers/nobody/test").status_code == 404
    assert client.post("receivers/duty/test").status_code == 202
    with state.read() as connection:
        assert [(job.key, job.body) for job in jobs.waiting(connection, jobs.TEST_SEND, 9)] == [("duty", {"language": "nb"})]


def test_a_person_is_added_changed_and_removed_by_who_may_and_who_did_so_is_kept(
    client: TestClient, state: State, key_for: Callable[..., dict[str, str]]
) -> None:
    kari = {"name": "Kari", "email": "kari@kommune.example", "kinds": ["air"], "monthly_effects": True}
    assert client.put("receivers/kari", json=kari, headers=key_for("alerts")).status_code == 403
    assert client.put("receivers/kari", json=kari).status_code == 204
    row = client.get("receivers").json()["items"][-1]
    assert (row["id"], row["name"], row["source"], row["monthly_effects"], row["sent_at"]) == ("kari", "Kari", "page", True, None)
    assert client.post("receivers/kari/test").status_code == 202
    assert client.put("receivers/kari", json={**kari, "email": "no"}).status_code == 422
    with state.begin() as connection:
        receivers.failed(connection, "kari", NOW, "the mail server refuses kari@kommune.example")
    assert client.delete("receivers/kari").status_code == 204
    with state.read() as connection:
        assert "kari" not in receivers.read(connection)
    assert client.delete("receivers/kari").status_code == 404
    with state.read() as connection:
        assert [(entry.name, entry.action, entry.thing) for entry in log.page(connection, kinds=["receiver"])] == [
            ("tester", "removed", "kari"),
            ("tester", "added", "kari"),
        ]


def test_a_receiver_of_the_file_is_changed_there(client: TestClient) -> None:
    answer = client.put("receivers/duty", json={"name": "Duty", "email": "duty@kommune.example"})
    assert answer.status_code == 409
    assert "alerts.receivers.duty" in answer.json()["detail"]
    assert client.delete("receivers/duty").status_code == 409


def test_when_a_receiver_last_took_a_message_stands_beside_it_though_it_failed_since(client: TestClient, state: State) -> None:
    with state.begin() as connection:
        receivers.succeeded(connection, "duty", NOW - 1000)
        receivers.failed(connection, "duty", NOW, "away")
    duty = client.get("receivers").json()["items"][0]
    assert (duty["sent_at"], duty["tried_at"], duty["failures"]) == ("2026-01-31T11:59:59.000Z", "2026-01-31T12:00:00.000Z", 1)
