"""A message is here once, however often the broker sends it before we acknowledge it."""

from ingest.mqtt.inbox import Delivery, Inbox

NOW = 1_700_000_000_000


def delivery(packet_id: int, *, again: bool = False, generation: int = 0) -> Delivery:
    return Delivery("bysans/v1/air/a", b"{}", packet_id, 1, again, NOW, generation)


def test_what_the_broker_sends_again_while_it_waits_here_is_here_once() -> None:
    inbox = Inbox(10)
    inbox.put([delivery(1), delivery(2)])
    assert inbox.take(0) == [delivery(1), delivery(2)]
    inbox.put([delivery(1, again=True), delivery(3), delivery(2, again=True)])
    inbox.put([delivery(3, again=True)])
    assert inbox.take(0) == [delivery(3)]


def test_one_that_was_acknowledged_and_comes_again_is_compared_with_the_log() -> None:
    inbox = Inbox(10)
    inbox.put([delivery(1)])
    inbox.acknowledged(inbox.take(0))
    inbox.put([delivery(1, again=True)])
    assert inbox.take(0) == [delivery(1, again=True)]


def test_a_packet_id_of_another_connection_is_another_messages() -> None:
    inbox = Inbox(10)
    inbox.put([delivery(1)])
    inbox.put([delivery(1, again=True, generation=1)])
    assert inbox.take(0) == [delivery(1), delivery(1, again=True, generation=1)]
    inbox.acknowledged([delivery(1)])
    inbox.put([delivery(1, again=True, generation=1)])
    assert inbox.take(0) == []
