"""Each message leaves at least once and under one id, whatever a receiver does for an hour, and none waits for another's receiver."""

import json
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from storage.state import jobs
from storage.state.alerts import outbox, receivers
from storage.state.alerts.outbox import Notification
from storage.state.engine import State, StateAwayError
from tests.unit.watch.notify.receiving import SECRET, Hooks, hooks
from watch.notify.channel import Channel
from watch.notify.sender import Sender
from watch.notify.webhook import WebhookChannel

START = 1_767_268_800_000
HOUR = 3_600_000
LOOPBACK = (ip_network("127.0.0.0/8"),)


class Office:
    """A sender on a real state, with a clock that a test sets on."""

    def __init__(self, directory: Path) -> None:
        self.state = State(f"sqlite:///{directory / 'state.db'}")
        self.secret = directory / "secret"
        self.secret.write_text(SECRET)
        self.now = START
        self.leads = True
        self.channels: dict[str, Channel] = {}

    def hook(self, name: str, receiver: Hooks) -> None:
        self.channels[name] = WebhookChannel(receiver.url, self.secret, LOOPBACK, lambda: self.now)

    def sender(self) -> Sender:
        return Sender(self.state, lambda _connection: self.channels, lambda: self.leads, wall=lambda: self.now, jitter=lambda: 0.5)

    def put(self, *names: str, number: int = 1) -> None:
        with self.state.begin() as connection:
            outbox.put(connection, [self.message(name, number) for name in names])

    def message(self, receiver: str, number: int = 1) -> Notification:
        body = {"subject": "s", "text": "t", "payload": {"type": "alert.raised", "data": {}}}
        return Notification(
            id=f"a.{number}.{receiver}", alert="a", number=number, receiver=receiver, body=body, created_at=self.now, next_at=self.now
        )

    def states(self) -> dict[str, str]:
        with self.state.read() as connection:
            messages = ((f"a.{n}.{name}", outbox.get(connection, f"a.{n}.{name}")) for n in range(1, 9) for name in self.channels)
            return {key: row[1] for key, row in messages if row}

    def work(self, sender: Sender) -> None:
        sender.step(sender.deliver)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.state.close()


def test_a_receiver_that_answers_500_for_an_hour_gets_it_after_and_once_while_others_are_told_at_once(office: Office) -> None:
    broken = [500]
    with hooks(lambda *_: broken[0]) as down, hooks() as well:
        office.hook("down", down)
        office.hook("well", well)
        office.put("down", "well")
        sender = office.sender()
        while office.now < START + HOUR:
            office.work(sender)
            office.now += 1000
        assert well.ids == ["a.1.well"]
        assert set(down.ids) == {"a.1.down"}
        assert 8 <= len(down.ids) <= 16  # 5 s, doubled, at most ten minutes: no hammering
        broken[0] = 200
        tried = len(down.ids)
        for _ in range(700):
            office.work(sender)
            office.now += 1000
        assert len(down.ids) == tried + 1
    assert set(office.states().values()) == {"sent"}
    with office.state.read() as connection:
        assert receivers.read(connection)["down"].failures == 0


def test_after_a_day_it_is_given_up_and_the_next_is_tried(office: Office) -> None:
    with hooks(lambda *_: 500) as down:
        office.hook("down", down)
        office.put("down")
        sender = office.sender()
        while office.now < START + 25 * HOUR:
            office.work(sender)
            office.now += 300_000
    assert office.states() == {"a.1.down": "given_up"}


def test_what_was_sent_but_could_not_be_remembered_is_sent_again_under_its_id(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with hooks() as well:
        office.hook("well", well)
        office.put("well")
        sender = office.sender()
        with monkeypatch.context() as gone:

            def away(*_: object) -> None:
                raise StateAwayError("locked")

            gone.setattr(outbox, "sent", away)
            office.work(sender)
        office.work(sender)
        office.work(sender)
        assert well.ids == ["a.1.well"] * 2
    assert office.states() == {"a.1.well": "sent"}


def test_one_receivers_messages_arrive_in_order_and_wait_while_it_is_down(office: Office) -> None:
    with hooks(lambda _handler, number: 500 if number == 1 else 204) as down:
        office.hook("down", down)
        for number in (1, 2, 3):
            office.put("down", number=number)
            office.now += 1
        sender = office.sender()
        office.work(sender)
        assert down.ids == ["a.1.down"]
        office.now += 6000
        office.work(sender)
        assert down.ids == ["a.1.down", "a.1.down", "a.2.down", "a.3.down"]


def test_a_test_is_sent_and_a_receiver_that_is_gone_holds_nobody_up(office: Office) -> None:
    with hooks() as well:
        office.hook("well", well)
        with office.state.begin() as connection:
            jobs.ask(connection, jobs.TEST_SEND, ["well"], office.now, {"language": "en"})
        office.put("nobody")
        sender = office.sender()
        office.work(sender)
        office.work(sender)
        (post,) = well.posts
        assert json.loads(post.body)["data"] == {"text": "This is a test from Bysans. If it arrives, the channel works."}
    with office.state.read() as connection:
        message = outbox.get(connection, "a.1.nobody")
    assert message is not None
    assert message[1] == "given_up"


def test_a_channel_that_breaks_is_a_failure_that_is_told_and_tried_again_later(office: Office) -> None:
    class Broken:
        tried = 0

        def send(self, message: Notification) -> None:
            self.tried += 1
            raise LookupError(message.id)

    broken = office.channels["broken"] = Broken()
    office.put("broken")
    sender = office.sender()
    office.work(sender)
    office.work(sender)
    assert broken.tried == 1
    with office.state.read() as connection:
        assert receivers.read(connection)["broken"].error == "LookupError: a.1.broken"


class Stop(threading.Event):
    """Stops the sender once a condition holds that it looks at before each round."""

    def __init__(self, done: Callable[[], bool]) -> None:
        super().__init__()
        self._done = done

    def wait(self, timeout: float | None = None) -> bool:
        return self._done() or super().wait(0.01 if timeout is None else min(timeout, 0.01))


def test_a_running_sender_sends_while_it_leads_and_only_then(office: Office) -> None:
    with hooks() as well:
        office.hook("well", well)
        office.put("well")
        rounds = iter(range(20))
        office.leads = False
        office.sender().run(Stop(lambda: next(rounds, None) is None))
        assert office.states() == {"a.1.well": "waiting"}
        office.leads = True
        office.sender().run(Stop(lambda: office.states() == {"a.1.well": "sent"}))
        assert well.ids == ["a.1.well"]


def test_an_outbox_that_cannot_be_read_is_told_once_and_read_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = 0

    def away(*_: object, **__: object) -> None:
        nonlocal asked
        asked += 1
        raise StateAwayError("locked")

    monkeypatch.setattr(outbox, "reached", away)
    office.sender().run(Stop(lambda: asked == 3))
    assert capsys.readouterr().out.count("the outbox cannot be read") == 1


def test_each_attempt_is_a_line_with_the_alert_and_the_id_that_the_receiver_sees(office: Office) -> None:
    with hooks(lambda _, number: 503 if number == 1 else 204) as receiver, capture_logs() as lines:
        office.hook("vakt", receiver)
        office.put("vakt")
        office.work(sender := office.sender())
        office.now += 10_000
        office.work(sender)
    assert [(line["event"], line["alert"], line["message"]) for line in lines] == [
        ("a receiver did not take a message", "a", "a.1.vakt"),
        ("a receiver took a message", "a", "a.1.vakt"),
    ]
    assert lines[-1]["attempts"] == 2
    assert receiver.ids == ["a.1.vakt"] * 2
