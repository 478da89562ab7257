"""Clients that hang up at a bad moment don't leave `run` with a broker that turns everyone away."""

import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path

from bysans.run.broker import write_config
from bysans.run.supervisor import Supervisor
from tests.real_parts.process import free_port, wait_until

CONNECT = b"\x10\x16\x00\x04MQTT\x04\x02\x00\x3c\x00\x0aflaky-0001"
CONNACK = b"\x20\x02\x00\x00"
RESET = struct.pack("ii", 1, 0)
HANG_UPS = 60  # a handful is enough when the machine is idle


def hang_up_before_the_answer(port: int) -> None:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        client.sendall(CONNECT)


def is_greeted(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(CONNECT.replace(b"flaky", b"quiet"))
        return client.recv(4) == CONNACK
    return False


def test_devices_are_greeted_again_after_one_hung_up_while_it_was_greeted(tmp_path: Path) -> None:
    port = free_port()
    config = write_config(tmp_path, mqtt=("127.0.0.1", port), mqtt5=("127.0.0.1", free_port()))
    supervisor, stop = Supervisor({}), threading.Event()
    supervisor.start("broker", "bysans.run.broker", str(config))
    watching = threading.Thread(target=supervisor.watch, args=(stop,))
    watching.start()
    try:
        wait_until(lambda: is_greeted(port), "the broker greets")
        for _ in range(HANG_UPS):
            hang_up_before_the_answer(port)
        wait_until(lambda: is_greeted(port), "the broker greets again", patience_s=60)
    finally:
        stop.set()
        watching.join()
        supervisor.stop()
