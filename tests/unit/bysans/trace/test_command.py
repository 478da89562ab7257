"""One id leads from a published message to the webhook about it, and from any of its ends to all of them."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bysans.__main__ import app
from config.catalogue import load_catalogue
from config.sections.alert_settings import Alerts
from config.settings import Settings
from domain import rfc3339
from domain.delivery import delivery_id
from domain.device import Device
from ingest.decode.decode import Decoder
from ingest.drain import drain
from ingest.drain.drain import Drainer
from ingest.drain.duplicates import Duplicates
from ingest.health import Health
from ingest.log.log import Log
from ingest.log.recorder import Recorder
from ingest.log.redelivery import Redeliveries
from ingest.mqtt.inbox import Inbox
from storage.state import registry
from storage.state.ingest import drained, quarantine
from tests.unit.ingest.columns import deliveries, delivery
from tests.unit.ingest.drain.test_drain import drain_until
from tests.unit.ingest.log.test_recorder import RememberingSession
from tests.unit.watch.alarmed import LONG_AGO, Alarmed
from tests.unit.watch.conftest import MINUTE, NOON
from tests.unit.watch.notify.receiving import SECRET, Hooks, hooks
from watch.notify.sender import Sender
from watch.notify.webhook import WebhookChannel


class FollowedTown(Alarmed):
    """A town whose messages go the whole way: into the log, acknowledged, drained, watched, sent."""

    def __init__(self, directory: Path) -> None:
        receivers = {"duty": {"webhook": "https://duty.example/hook", "secret_file": directory / "secret"}}
        super().__init__(directory, Alerts.model_validate({"receivers": receivers}))
        (directory / "secret").write_text(SECRET)
        self.directory = directory

    def publish(self, *messages: tuple[str, Any]) -> list[str]:
        """Take messages from the broker into the stores; return their deliveries' ids."""
        with closing(Log(self.directory / "log", drained=self._cursor(), segment_bytes=1 << 20, max_bytes=1 << 24)) as log:
            inbox, health, first = Inbox(bound=10), Health(), log.end
            rows = [
                delivery(json.dumps(body).encode(), topic=topic, at=self.now, packet_id=number)
                for number, (topic, body) in enumerate(messages, start=1)
            ]
            inbox.put(deliveries(*rows))
            session, stopped = RememberingSession(log), threading.Event()
            stopped.set()
            Recorder(inbox, log, session, health, Redeliveries(most=100)).run(stopped)
            assert session.acknowledged == [(number, log.end) for number in range(1, len(messages) + 1)]
            entries, end = log.read(first, 100)
            drain_until(self._drainer(log, health), lambda: self._cursor() == end)
        return [delivery_id(entry.position) for entry in entries]

    def _cursor(self) -> int:
        with self.state.read() as connection:
            return drained.cursor(connection, "")

    def _drainer(self, log: Log, health: Health) -> Drainer:
        return Drainer(
            log=log,
            decoder=Decoder(load_catalogue(), retention_ms=None),
            duplicates=Duplicates(),
            readings=self.readings,
            state=self.state,
            settings=Settings(data_dir=self.directory),
            health=health,
            clock=lambda: self.now,
        )

    def notify(self, receiver: Hooks) -> None:
        """Send what waits, in this thread."""
        channel = WebhookChannel(receiver.url, self.directory / "secret", (ip_network("127.0.0.0/8"),), lambda: self.now)
        sender = Sender(self.state, lambda _: {"duty": channel}, lambda: True, wall=lambda: self.now)
        sender.step(sender.deliver)

    def trace(self, *arguments: str) -> Sequence[dict[str, Any]]:
        result = CliRunner().invoke(app, ["trace", *arguments, "--json", "--data-dir", str(self.directory)])
        assert result.exit_code == 0, result.output
        courses: Sequence[dict[str, Any]] = json.loads(result.output)
        return courses


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FollowedTown]:
    monkeypatch.setattr(drain, "_IDLE_S", 0.01)
    town = FollowedTown(tmp_path)
    yield town
    town.readings.close()
    town.state.close()


def test_one_id_is_followed_from_a_published_message_to_the_webhook_and_back(town: FollowedTown) -> None:
    town.defaults("bin-hot")
    town.bin("z", device="z1")
    watch = town.watch()
    with hooks() as receiver, capture_logs() as lines:
        town.now += 10 * MINUTE
        _, hot = town.publish(("bysans/v1/bin/z1", {"temperature": 20}), ("bysans/v1/bin/z1", {"temperature": 80}))
        town.work(watch)
        town.notify(receiver)
        town.now += 10 * MINUTE
        [cool] = town.publish(("bysans/v1/bin/z1", {"temperature": 20}))
        town.work(watch)
        town.notify(receiver)
    [alert] = town.alerts("bin-hot")
    assert [post.headers["bysans-delivery"] for post in receiver.posts] == [hot, cool]
    assert [json.loads(post.body)["data"]["delivery"] for post in receiver.posts] == [hot, cool]
    told = [(line["event"], line["alert"], line["delivery"]) for line in lines if "delivery" in line]
    took = "a receiver took a message"
    assert told == [("alert raised", alert.id, hot), (took, alert.id, hot), ("alert cleared", alert.id, cool), (took, alert.id, cool)]
    for known in (hot, receiver.ids[0], alert.id):
        course = town.trace(known)[0]
        assert (course["delivery"], course["topic"], course["payload"]) == (hot, "bysans/v1/bin/z1", '{"temperature": 80}')
        assert course["readings"] == [f"z1 {rfc3339.write(NOON + 10 * MINUTE + 1)} temperature 80"]  # 1 ms: set apart from the one before
        assert (course["alerts"], [row["id"] for row in course["notifications"]]) == ([alert.id], [receiver.ids[0]])
    assert [course["delivery"] for course in town.trace("--device", "z1", "--limit", "2")] == [cool, hot]


def test_an_alert_about_an_hour_names_the_newest_message_that_its_mean_was_worked_out_from(town: FollowedTown) -> None:
    town.site()
    town.threshold("high")
    with town.state.begin() as connection:
        registry.put(connection, Device(id="a1", kind="air", model="generic", interval_s=600, valid_from=LONG_AGO, place="square"))
    watch = town.watch()
    for number in range(6):
        town.now = NOON + number * 10 * MINUTE
        [newest] = town.publish(("bysans/v1/air/a1", {"pm25": 80}))
        town.work(watch)
    town.work_until_judged(watch, NOON)
    [alert] = town.alerts("high")
    [course] = town.trace(alert.id)
    assert (course["delivery"], course["payload"], course["alerts"]) == (newest, '{"pm25": 80}', [alert.id])


def test_a_quarantine_entry_leads_to_its_message_and_the_message_to_it(town: FollowedTown) -> None:
    [refused] = town.publish(("bysans/v1/air/nobody", {"pm25": 8}))
    with town.state.read() as connection:
        [row] = quarantine.page(connection)
    for known in (refused, row.id):
        [course] = town.trace(known)
        assert (course["delivery"], course["topic"]) == (refused, "bysans/v1/air/nobody")
        assert course["quarantine"] == [f"{row.id} unknown_device: {row.detail}"]


def test_what_the_log_no_longer_keeps_and_what_no_message_led_to_is_said(town: FollowedTown) -> None:
    folder = ["--data-dir", str(town.directory)]
    (town.directory / "log").mkdir()
    gone = CliRunner().invoke(app, ["trace", "1f4a0", *folder])
    assert (gone.exit_code, "does not keep it any more" in gone.output) == (0, True)
    nobody = CliRunner().invoke(app, ["trace", "0" * 32, *folder])
    assert (nobody.exit_code, "names a message" in nobody.output) == (1, True)
    wrong = CliRunner().invoke(app, ["trace", "bin-7", *folder])
    assert (wrong.exit_code, "is no delivery's id" in wrong.output) == (2, True)
