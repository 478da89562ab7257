"""A broker that is not reached is told in the API's log, not only to whoever sends over HTTP."""

import pytest

from api.web import publisher as publisher_module
from api.web.publisher import PahoPublisher
from config.sections.mqtt_settings import Mqtt
from tests.real_parts.process import wait_until


class Log:
    def __init__(self) -> None:
        self.lines: list[tuple[str, object]] = []

    def warning(self, event: str, **more: object) -> None:
        self.lines.append((event, more.get("broker")))


def test_a_broker_that_is_not_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    monkeypatch.setattr(publisher_module, "_log", log)
    publisher = PahoPublisher(Mqtt(url="mqtt://127.0.0.1:9"))
    try:
        wait_until(lambda: bool(log.lines), "the broker's absence was told")
    finally:
        publisher.close()
    assert log.lines[0] == ("HTTP ingest does not reach the broker and tries again; see mqtt.url", "mqtt://127.0.0.1:9")
