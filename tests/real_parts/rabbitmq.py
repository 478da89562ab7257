"""Gives a test a real RabbitMQ that speaks MQTT 3.1.1, its sessions quorum queues, on loopback and in a directory of its own."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.real_parts.mosquitto import CONNACK, CONNECT
from tests.real_parts.process import Process, free_port
from tests.real_parts.whereabouts import require

SETTINGS = """\
listeners.tcp = none
mqtt.listeners.tcp.1 = 127.0.0.1:{port}
mqtt.allow_anonymous = true
mqtt.default_user = guest
mqtt.default_pass = guest
# A queue that is synced before a message is acknowledged; a session waits in it until its client comes back.
mqtt.durable_queue_type = quorum
mqtt.subscription_ttl = undefined
mqtt.prefetch = 2000
raft.wal_max_size_bytes = 32000000
log.console = true
log.console.level = warning
log.file = false
"""


class RabbitMq(Process):
    """A RabbitMQ of one node, open to anyone; its start takes some ten seconds."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        require("rabbitmq")
        self.port = free_port()
        self._names = free_port()  # where Erlang's nodes find each other: one of its own, which ends with it
        (directory / "rabbitmq.conf").write_text(SETTINGS.format(port=self.port))
        (directory / "enabled_plugins").write_text("[rabbitmq_mqtt].\n")

    @property
    def url(self) -> str:
        """The broker's address as `mqtt.url` takes it."""
        return f"mqtt://127.0.0.1:{self.port}"

    def forget(self) -> None:
        """Delete what it keeps, while it does not run."""
        shutil.rmtree(self.directory / "mnesia")

    def command(self) -> Sequence[str]:
        """Return the program and its arguments: not Debian's wrapper, which runs it as another user."""
        (program,) = Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server")
        environment = {
            "HOME": self.directory,
            "RABBITMQ_NODENAME": f"tests-{self.port}@localhost",
            "RABBITMQ_MNESIA_BASE": self.directory / "mnesia",
            "RABBITMQ_LOG_BASE": self.directory / "log",
            "RABBITMQ_CONFIG_FILE": self.directory / "rabbitmq.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": self.directory / "enabled_plugins",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_DIST_PORT": free_port(),
            "ERL_EPMD_PORT": self._names,
        }
        return ["env", *(f"{name}={value}" for name, value in environment.items()), str(program)]

    def answers(self) -> bool:
        """Return whether the broker answers a CONNECT."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(CONNECT)
                return connection.recv(1) == bytes([CONNACK])
        except OSError:
            return False

    def _end(self, how: signal.Signals) -> None:
        """End the server itself; the script that started it ends by that."""
        if self._running is None:
            return
        for child in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(child), how)
        super()._end(signal.SIGCONT)
        subprocess.run(["epmd", "-port", str(self._names), "-kill"], check=False, capture_output=True)
