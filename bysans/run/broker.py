"""The embedded broker of `run`: iotcore (rumqttd) in a child process, MQTT 3.1.1 and 5 on two ports with one router.

It queues in memory: for trial and development. Production has its own broker.
"""

import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

from iotcore import IotCoreBroker

from bysans.run.ports import text
from bysans.stopping import stop_with_parent

_DEAF = b"PoisonError"
_MAX_PAYLOAD = 1 << 20  # well above what we accept, so that what is too large reaches quarantine instead of ending the connection

_LISTENER = """
[{version}.1]
name = "{version}"
listen = "{listen}"
next_connection_delay_ms = 1
    [{version}.1.connections]
    connection_timeout_ms = 60000
    max_payload_size = {max_payload}
    max_inflight_count = 1000
    dynamic_filters = true
"""

_ROUTER = """
id = 0
[router]
id = 0
max_connections = 900
max_outgoing_packet_count = 1000
max_segment_size = 104857600
max_segment_count = 10
"""


def write_config(data_dir: Path, *, mqtt: tuple[str, int], mqtt5: tuple[str, int]) -> Path:
    """Write the broker's configuration for both addresses and return its path."""
    file = data_dir / "broker.toml"
    listeners = [
        _LISTENER.format(version=version, listen=text(address), max_payload=_MAX_PAYLOAD)
        for version, address in (("v4", mqtt), ("v5", mqtt5))
    ]
    file.write_text(_ROUTER + "".join(listeners), encoding="utf-8")
    return file


def _end_when_deaf() -> None:
    """End this process, so that `run` starts another, once rumqttd says that it turns every client away from now on.

    It does so, and for ever, after a client hung up while it was being greeted and came again: a lock of its is poisoned then.
    """
    reader, to = os.pipe()
    stderr = os.dup(2)
    os.dup2(to, 2)
    os.close(to)
    threading.Thread(target=_pass_on, args=(reader, stderr), name="deaf", daemon=True).start()


def _pass_on(reader: int, stderr: int) -> None:
    with open(reader, "rb") as lines:
        for line in lines:
            with suppress(OSError):  # whoever read what we say is gone: the broker goes on
                os.write(stderr, line)
            if _DEAF in line:
                os._exit(1)


def main() -> None:
    """Be the broker that the configuration named on the command line describes, until a signal or our parent's end."""
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)  # it logs every packet's span as an error
    stop_with_parent(partial(signal.raise_signal, signal.SIGTERM))
    _end_when_deaf()
    IotCoreBroker(config_path=sys.argv[1]).run_forever()


if __name__ == "__main__":
    main()
