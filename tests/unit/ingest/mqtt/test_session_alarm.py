"""A session that the broker lost or another client took raises an alarm, for ten minutes after the last time."""

import logging

import pytest

from config.sections.mqtt_settings import Mqtt
from ingest.health import Health
from ingest.mqtt.bulk_session import BulkSession
from ingest.mqtt.inbox import Inbox
from ingest.mqtt.session import PahoSession
from ingest.mqtt.session_alarm import SessionAlarm
from tests.real_parts.process import free_port, wait_until
from tests.unit.ingest.wire import Reader, packet

TEN_MINUTES = 600_000


class ClockedAlarm:
    """An alarm with a clock in hand."""

    def __init__(self, *, expected: bool) -> None:
        self.now = 1_700_000_000_000
        self.health = Health()
        self.alarm = SessionAlarm(Mqtt(url="mqtt://127.0.0.1:1883", client_id="ours"), self.health, lambda: self.now, expected=expected)

    def problem_after(self, ms: int) -> str | None:
        self.now += ms
        self.alarm.ease()
        return self.health.problems()["session"]


def test_a_session_that_should_be_there_and_is_not_is_told_for_ten_minutes() -> None:
    watched = ClockedAlarm(expected=True)
    watched.alarm.connected(session_present=False)
    assert "client id ours" in (watched.problem_after(TEN_MINUTES - 1) or "")
    assert watched.problem_after(1) is None
    assert (watched.alarm.lost, watched.alarm.taken) == (1, 0)


@pytest.mark.parametrize(("expected", "present"), [(False, False), (False, True), (True, True)])
def test_a_session_that_is_there_or_never_was_is_no_news(expected: bool, present: bool) -> None:
    watched = ClockedAlarm(expected=expected)
    watched.alarm.connected(session_present=present)
    assert watched.problem_after(0) is None
    assert watched.alarm.lost == 0


def test_from_the_first_subscription_on_the_session_must_be_there() -> None:
    watched = ClockedAlarm(expected=False)
    assert not watched.alarm.kept
    watched.alarm.connected(session_present=False)
    watched.alarm.subscribed()
    assert watched.alarm.kept
    watched.alarm.connected(session_present=False)
    assert watched.alarm.lost == 1


def test_an_alarm_is_prolonged_by_the_next_loss() -> None:
    watched = ClockedAlarm(expected=True)
    watched.alarm.taken_over()
    watched.now += TEN_MINUTES - 1
    watched.alarm.taken_over()
    assert watched.problem_after(TEN_MINUTES - 1) is not None
    assert watched.alarm.taken == 2


@pytest.mark.parametrize("session_type", [BulkSession, PahoSession])
@pytest.mark.parametrize(("reason", "taken"), [(0x8E, 1), (0x8B, 0)])
def test_reason_8e_of_the_broker_is_another_client_with_our_id(session_type: type[PahoSession], reason: int, taken: int) -> None:
    reader = Reader(session_type, v5=True)
    reader.feed(packet(0xE0, bytes([reason, 0])))
    assert reader.session.alarm.taken == taken
    if taken:
        assert "another client connected" in (reader.session._health.problems()["session"] or "")


def test_a_broker_that_is_away_is_told_once_and_in_our_words(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    health = Health()
    session = PahoSession(Mqtt(url=f"mqtt://127.0.0.1:{free_port()}"), Inbox(1), health, lambda: 0)
    assert capsys.readouterr().out == ""  # nothing was tried yet: that we are about to is no warning
    assert "not yet connected" in (health.problems()["broker"] or "")
    failures = 0

    def failed(*_: object) -> None:
        nonlocal failures
        failures += 1
        session._on_connect_fail(session._client, None)

    session._client.on_connect_fail = failed
    session._client.reconnect_delay_set(min_delay=0, max_delay=0)
    with caplog.at_level(logging.INFO):
        session._client.connect_async("127.0.0.1", 1)
        session._client._state = session._client._state.__class__.MQTT_CS_CONNECTION_LOST  # as after a connection that was there
        session._client.loop_start()
        wait_until(lambda: failures >= 3, "three tries had failed")
        session.stop()
    assert capsys.readouterr().out.count("nothing answers") == 1
    assert caplog.records == []
