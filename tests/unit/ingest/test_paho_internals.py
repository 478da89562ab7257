"""What the bulk session relies on inside paho is still there: a release that changes it fails here, not in a city."""

import inspect

import paho.mqtt
import paho.mqtt.client as mqtt


def test_it_is_the_line_of_releases_that_was_tried() -> None:
    assert paho.mqtt.__version__.startswith("2.2.")


def test_a_client_makes_its_connection_in_one_place_that_can_be_wrapped() -> None:
    assert list(inspect.signature(mqtt.Client._create_socket).parameters) == ["self"]
    assert "self._create_socket()" in inspect.getsource(mqtt.Client.reconnect)


def test_what_is_left_unread_is_asked_for_before_waiting() -> None:
    assert "self._sock.pending()" in inspect.getsource(mqtt.Client._loop)


def test_bytes_to_send_are_queued_as_they_are() -> None:
    assert list(inspect.signature(mqtt.Client._packet_queue).parameters) == ["self", "command", "packet", "mid", "qos", "info"]


def test_reading_goes_through_recv_and_ends_at_blocking() -> None:
    assert "self._sock.recv(bufsize)" in inspect.getsource(mqtt.Client._sock_recv)
    assert "BlockingIOError" in inspect.getsource(mqtt.Client._sock_recv)
