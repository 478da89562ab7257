"""Gives a test a real Mosquitto on loopback, with a directory of its own; it keeps its queue over an orderly restart."""

import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.real_parts.process import Process, free_port
from tests.real_parts.whereabouts import require

# The shortest CONNECT there is (MQTT 3.1.1, clean session, empty client id). Any CONNACK, also a refusal, is an answer.
CONNECT = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00"
CONNACK = 0x20

SETTINGS = """\
listener {port} 127.0.0.1
persistence true
persistence_location {directory}/
max_queued_messages 0
log_dest stdout
# Started by root it would become the user 'mosquitto', who may not enter a test's directory; started by others this does nothing.
user root
"""


class Mosquitto(Process):
    """A Mosquitto broker, open to anyone on loopback unless `passwords` (user → password) or an `acl` text is given.

    `config` replaces the whole settings file: then `port` must be the port it listens on.
    """

    def __init__(
        self,
        directory: Path,
        *,
        port: int | None = None,
        passwords: Mapping[str, str] | None = None,
        acl: str | None = None,
        config: str | None = None,
    ) -> None:
        super().__init__(directory)
        self.program = require("mosquitto")
        self.host = "127.0.0.1"
        self.port = port or free_port()
        self.settings = directory / "mosquitto.conf"
        self.settings.write_text(config if config is not None else self._default_settings(passwords or {}, acl))

    @property
    def url(self) -> str:
        """The broker's address as `mqtt.url` takes it."""
        return f"mqtt://{self.host}:{self.port}"

    def forget(self) -> None:
        """Delete what it keeps, while it does not run."""
        for file in self.directory.glob("mosquitto.db*"):
            file.unlink()

    def command(self) -> Sequence[str]:
        """Return the program and its arguments."""
        return [str(self.program), "-c", str(self.settings)]

    def answers(self) -> bool:
        """Return whether the broker answers a CONNECT."""
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as connection:
                connection.sendall(CONNECT)
                return connection.recv(1) == bytes([CONNACK])
        except OSError:
            return False

    def _default_settings(self, passwords: Mapping[str, str], acl: str | None) -> str:
        lines = SETTINGS.format(port=self.port, directory=self.directory)
        lines += f"allow_anonymous {'false' if passwords else 'true'}\n"
        if passwords:
            lines += f"password_file {write_passwords(self.directory / 'passwords', passwords)}\n"
        if acl is not None:
            (self.directory / "acl").write_text(acl)
            lines += f"acl_file {self.directory / 'acl'}\n"
        return lines


def write_passwords(path: Path, passwords: Mapping[str, str]) -> Path:
    """Write a password file as Mosquitto reads it (hashed by its own tool) and return its path."""
    path.touch(mode=0o600)
    for user, password in passwords.items():
        subprocess.run(["mosquitto_passwd", "-b", str(path), user, password], check=True, capture_output=True)
    return path
