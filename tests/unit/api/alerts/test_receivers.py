"""Who is told, how they were reached last, and a test of that; where they are reached stays in the settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from config.settings import Settings
from storage.state import jobs
from storage.state.alerts import receivers
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
