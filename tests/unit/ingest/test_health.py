"""What does not work is logged when that changes; what is tried again and again, every five seconds."""

import pytest

from ingest import health as health_module
from ingest.health import Health


class Seconds:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    lines: list[tuple[str, str | None]] = []
    monkeypatch.setattr(health_module, "_log_change", lambda name, sentence: lines.append((name, sentence)))
    return lines


def test_what_fails_is_logged_when_it_changes(logged: list[tuple[str, str | None]]) -> None:
    clock = Seconds()
    health = Health(clock)
    for clock.now, sentence in ((100.0, "a"), (101.0, "a"), (200.0, "a"), (201.0, "b")):
        health.failed("state", sentence)
    health.ok("state")
    health.ok("state")
    assert logged == [("state", "a"), ("state", "b"), ("state", None)]


def test_what_is_away_is_logged_at_once_and_then_every_five_seconds(logged: list[tuple[str, str | None]]) -> None:
    clock = Seconds()
    health = Health(clock)
    health.starting("broker", "not yet connected")
    times = []
    for clock.now in (100.0, 101.0, 103.0, 105.0, 106.0, 110.0, 117.5, 122.0):
        before = len(logged)
        health.away("broker", "nothing answers")
        times += [clock.now] * (len(logged) - before)
    assert times == [100.0, 105.0, 110.0, 117.5]
    health.ok("broker")
    assert logged[-1] == ("broker", None)
