"""A look at the broker says whether it takes us, our subscriptions and a client id of anybody's choice, and what to do."""

import socketserver
import struct
from collections.abc import Iterator
from threading import Thread

import pytest

from config.sections.mqtt_settings import Mqtt
from ingest.mqtt.paho_client import subscriptions
from ingest.mqtt.probe import probe_broker, probe_client_ids, probe_strangers
from tests.real_parts.process import free_port
from tests.unit.ingest.wire import packet

CONNECT, SUBSCRIBE = 0x10, 0x82
NOT_AUTHORIZED = 0x87
SESSION_TAKEN_OVER = 0x8E


class Broker(socketserver.ThreadingTCPServer):
    """Answers CONNECT with `connect`, each subscription with `subscribe`; `one_id`: clients share an id, so each ends the one before."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Client)
        self.connect, self.subscribe, self.one_id = 0, 0, False
        self.last: _Client | None = None
        self.settings = Mqtt(url=f"mqtt://127.0.0.1:{self.server_address[1]}")


class _Client(socketserver.StreamRequestHandler):
    server: Broker

    def handle(self) -> None:
        try:
            while first := self.rfile.read(1):
                body = self.rfile.read(self._length())
                if first[0] == CONNECT:
                    if self.server.one_id and self.server.last is not None:
                        self.server.last.request.sendall(packet(0xE0, bytes([SESSION_TAKEN_OVER])))
                    self.server.last = self
                    self.wfile.write(packet(0x20, bytes([0, self.server.connect, 0])))
                elif first[0] == SUBSCRIBE:
                    codes = bytes([self.server.subscribe]) * len(subscriptions(self.server.settings, self.server.settings.topics))
                    self.wfile.write(packet(0x90, struct.pack(">HB", struct.unpack(">H", body[:2])[0], 0) + codes))
        except OSError:
            return  # the client has gone

    def _length(self) -> int:
        length, shift = 0, 0
        while (byte := self.rfile.read(1)[0]) & 0x80:
            length, shift = length | (byte & 0x7F) << shift, shift + 7
        return length | byte << shift


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker() as broker:
        thread = Thread(target=broker.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield broker
        broker.shutdown()
        thread.join()


def test_a_broker_that_takes_us_and_every_subscription_is_well(broker: Broker) -> None:
    assert probe_broker(broker.settings) is None


def test_a_broker_that_refuses_us_or_a_subscription_is_told_with_what_to_see_to(broker: Broker) -> None:
    broker.subscribe = NOT_AUTHORIZED
    assert "refuses the subscription to bysans/v1/+/+" in (probe_broker(broker.settings) or "")
    broker.connect = NOT_AUTHORIZED
    assert "see mqtt.username" in (probe_broker(broker.settings) or "")


def test_where_nothing_answers_that_is_told() -> None:
    settings = Mqtt(url=f"mqtt://127.0.0.1:{free_port()}")
    assert "nothing answers" in (probe_broker(settings) or "")
    assert "nothing answers" in (probe_client_ids(settings, settings.url) or "")


def test_where_the_second_client_pushes_out_the_first_the_broker_sets_client_ids_itself(broker: Broker) -> None:
    broker.one_id = True
    assert probe_client_ids(broker.settings, broker.settings.url) is None


def test_where_both_stay_anybody_may_choose_our_client_id(broker: Broker) -> None:
    assert "use_username_as_clientid" in (probe_client_ids(broker.settings, broker.settings.url, patience_s=2.0) or "")


def test_where_no_client_is_taken_the_devices_address_is_named(broker: Broker) -> None:
    broker.connect = NOT_AUTHORIZED
    assert "takes no client" in (probe_client_ids(broker.settings, broker.settings.url, patience_s=0.3) or "")


def test_a_broker_that_lets_strangers_in_is_told_with_what_to_do(broker: Broker) -> None:
    assert "allow_anonymous false" in (probe_strangers(broker.settings) or "")
    broker.connect = NOT_AUTHORIZED
    assert probe_strangers(broker.settings) is None
    assert probe_strangers(Mqtt(url=f"mqtt://127.0.0.1:{free_port()}")) is None
