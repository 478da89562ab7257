"""A message is here once, however often the broker sends it before we acknowledge it."""

import threading

from ingest.mqtt.inbox import Inbox
from tests.unit.ingest.columns import Delivery, deliveries, delivery, rows

FIRST, SECOND, THIRD = (delivery(packet_id=packet_id) for packet_id in (1, 2, 3))
FIRST_AGAIN, SECOND_AGAIN, THIRD_AGAIN = (delivery(packet_id=packet_id, again=True) for packet_id in (1, 2, 3))


def taken(inbox: Inbox) -> list[tuple[int, Delivery]]:
    return [(waiting.generation, delivery_) for waiting in inbox.take(0) for delivery_ in rows(waiting)]


def test_what_the_broker_sends_again_while_it_waits_here_is_here_once() -> None:
    inbox = Inbox(10)
    inbox.put(deliveries(FIRST, SECOND))
    assert taken(inbox) == [(0, FIRST), (0, SECOND)]
    inbox.put(deliveries(FIRST_AGAIN, THIRD, SECOND_AGAIN))
    inbox.put(deliveries(THIRD_AGAIN))
    assert taken(inbox) == [(0, THIRD)]


def test_one_that_was_acknowledged_and_comes_again_is_compared_with_the_log() -> None:
    inbox = Inbox(10)
    inbox.put(deliveries(FIRST))
    inbox.acknowledged(inbox.take(0)[0])
    inbox.put(deliveries(FIRST_AGAIN))
    assert taken(inbox) == [(0, FIRST_AGAIN)]


def test_a_packet_id_of_another_connection_is_another_messages() -> None:
    inbox = Inbox(10)
    inbox.put(deliveries(FIRST))
    inbox.put(deliveries(FIRST_AGAIN, generation=1))
    assert taken(inbox) == [(0, FIRST), (1, FIRST_AGAIN)]
    inbox.acknowledged(deliveries(FIRST))
    inbox.put(deliveries(FIRST_AGAIN, generation=1))
    assert taken(inbox) == []


def test_one_at_qos_0_has_no_packet_id_and_is_never_taken_for_another() -> None:
    inbox = Inbox(10)
    for _ in range(2):
        inbox.put(deliveries(delivery(qos=0, packet_id=0, again=True)))
    assert len(taken(inbox)) == 2


def test_one_that_comes_twice_in_one_go_is_here_once() -> None:
    inbox = Inbox(10)
    inbox.put(deliveries(FIRST, FIRST_AGAIN, SECOND_AGAIN))
    assert taken(inbox) == [(0, FIRST), (0, SECOND_AGAIN)]


def test_while_too_many_bytes_wait_more_are_taken_only_after_a_pause() -> None:
    inbox, three = Inbox(10, most_bytes=3, pause_s=60), delivery(b"abc")
    inbox.put(deliveries(three))
    handing_over = threading.Thread(target=inbox.put, args=[deliveries(SECOND)])
    handing_over.start()
    assert taken(inbox) == [(0, three)]
    handing_over.join(30)
    assert not handing_over.is_alive()
    assert taken(inbox) == [(0, SECOND)]


def test_a_disk_that_does_not_write_keeps_the_network_thread_for_a_pause_alone() -> None:
    inbox = Inbox(10, most_bytes=1, pause_s=0.01)
    inbox.put(deliveries(FIRST))
    inbox.put(deliveries(SECOND))
    assert taken(inbox) == [(0, FIRST), (0, SECOND)]
