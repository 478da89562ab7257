"""Gives a test the server of the embedded broker, with its own settings, on loopback and in a directory of its own."""

import shutil
import signal
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from bysans.broker import program
from bysans.broker.accounts import Account
from bysans.broker.passwords import ANYBODY
from bysans.broker.server_settings import server_settings
from bysans.broker.sweep import Sweep, SweepError, sweep_account
from tests.real_parts.mosquitto import CONNACK, CONNECT
from tests.real_parts.process import Process, free_port

PASSWORD = "of the sweep"
MAX_BYTES = 1_000_000_000
ALL_TOPICS = ("bysans/#", "v3/#", "application/#", "/bysans/#", "/v3/#", "/application/#", "bysans", "v3", "application")


class EmbeddedBroker(Process):
    """A nats-server as `bysans run` starts it, open to anyone; killing it kills the server itself, not who watches it."""

    def __init__(self, directory: Path, *, store: Path | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(directory)
        self.port = free_port()
        self.settings = directory / "nats.conf"
        self.store = store or directory / "store"
        text = server_settings(
            store=self.store,
            listen=f"127.0.0.1:{self.port}",
            accounts=[sweep_account(PASSWORD)],
            anybody=Account(user=ANYBODY, password="", publish=[*ALL_TOPICS, *topics], subscribe=[*ALL_TOPICS, *topics]),
            certificate=None,
            max_bytes=MAX_BYTES,
        )
        self.settings.write_text(text, encoding="utf-8")
        self.store.mkdir(parents=True, exist_ok=True)
        self._stop = threading.Event()

    def start(self) -> Self:
        """Start it, and sweep its store as whoever watches it does."""
        super().start()
        self._stop = threading.Event()
        threading.Thread(target=self._sweep, args=(self._stop,), daemon=True).start()
        return self

    def _sweep(self, stop: threading.Event) -> None:
        sweep = Sweep(self.store, PASSWORD, MAX_BYTES)
        while not stop.wait(1):
            with suppress(SweepError):
                sweep()

    def _end(self, how: signal.Signals) -> None:
        self._stop.set()
        super()._end(how)

    @property
    def url(self) -> str:
        """The broker's address as `mqtt.url` takes it."""
        return f"mqtt://127.0.0.1:{self.port}"

    def forget(self) -> None:
        """Delete what it keeps, while it does not run."""
        shutil.rmtree(self.store)
        self.store.mkdir()

    def command(self) -> Sequence[str]:
        """Return the program and its arguments."""
        return [str(program.find()), "--config", str(self.settings)]

    def answers(self) -> bool:
        """Return whether the broker answers a CONNECT."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(CONNECT)
                return connection.recv(1) == bytes([CONNACK])
        except OSError:
            return False
