"""The embedded broker of `run`: iotcore (rumqttd) in a child process, MQTT 3.1.1 and 5 on two ports with one router.

It queues in memory: for trial and development. Production has its own broker.
"""

import logging
import signal
import sys
from functools import partial
from pathlib import Path

from iotcore import IotCoreBroker

from bysans.ports import text
from bysans.stopping import stop_with_parent

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


def main() -> None:
    """Be the broker that the configuration named on the command line describes, until a signal or our parent's end."""
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)  # it logs every packet's span as an error
    stop_with_parent(partial(signal.raise_signal, signal.SIGTERM))
    IotCoreBroker(config_path=sys.argv[1]).run_forever()


if __name__ == "__main__":
    main()
