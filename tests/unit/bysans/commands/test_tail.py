"""`bysans tail` prints each event in a line, and goes on behind the last one after an interruption."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from bysans.commands import tail
from bysans.commands.service_answers import ServiceAnswers, ServiceError

READING = {
    "device_id": "a1",
    "items": [{"parameter": "pm25", "value": 8.25, "unit": "µg/m³", "time": "2026-01-01T12:00:00.000Z", "flag": 3}],
}
REFUSED = {
    "id": "1", "device_id": None, "topic": "x/y", "reason": "schema", "detail": "unknown topic", "received_at": "2026-01-01T12:00:01.000Z",
}  # fmt: skip
ALERT = {
    "event": "raised",
    "at": "2026-01-01T12:00:02.000Z",
    "alert": {"subject": {"type": "site", "id": "torget"}, "severity": "warning", "parameter": "pm25", "value": 80, "unit": "µg/m³"},
}
TRIGGER = {
    "raised_at": "2026-01-01T12:00:03.000Z", "area": "sentrum", "fraction": "rest", "state": "open",
    "bins": [{"bin_id": "b1"}, {"bin_id": "b2"}],
}  # fmt: skip


class Interrupted(ServiceAnswers):
    """A service whose stream ends after each of its `parts`; `asked` keeps the positions that were asked for."""

    parts: Sequence[Sequence[tuple[str, Mapping[str, Any], str | None]]] = ()
    asked: list[str | None] = []  # noqa: RUF012 - set by each test

    def follow(self, query: Mapping[str, Sequence[str]], behind: str | None) -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
        assert query == {}
        self.asked.append(behind)
        if len(self.asked) > len(self.parts):
            raise ServiceError("it does not answer")
        yield from self.parts[len(self.asked) - 1]


@pytest.mark.parametrize(
    ("event", "content", "line"),
    [
        ("latest", READING, "2026-01-01T12:00:00.000Z  a1  pm25 8.25 µg/m³ (flag 3)"),
        ("quarantine", REFUSED, "2026-01-01T12:00:01.000Z  x/y  refused, schema: unknown topic"),
        ("alerts", ALERT, "2026-01-01T12:00:02.000Z  torget  alert raised (warning): pm25 80 µg/m³"),
        ("triggers", TRIGGER, "2026-01-01T12:00:03.000Z  sentrum  trigger open (rest): b1, b2"),
    ],
)
def test_each_event_is_a_line(event: str, content: Mapping[str, Any], line: str) -> None:
    assert tail._line(event, content) == line


def test_it_goes_on_behind_the_last_event(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(tail, "_AGAIN_S", 0)
    service = Interrupted(url="http://x", key="k")
    monkeypatch.setattr(Interrupted, "asked", [])
    monkeypatch.setattr(
        Interrupted, "parts", [[("latest", READING, "1-0-0-0"), ("quarantine", REFUSED, None)], [("latest", READING, "2-0-0-1")]]
    )
    tail._follow(service, {}, 3, as_json=True)
    assert Interrupted.asked == [None, "1-0-0-0"]
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == ["latest", "quarantine", "latest"]


def test_a_service_that_does_not_answer_at_first_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Interrupted, "asked", [])
    with pytest.raises(ServiceError, match="it does not answer"):
        tail._follow(Interrupted(url="http://x", key="k"), {}, None, as_json=False)
