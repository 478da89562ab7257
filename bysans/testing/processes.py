"""Bysans as processes for tests: the service, what a device sends, a simulated town."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

_HOME = Path(__file__).parents[2]
_READY_S = 120.0
_LOOK_S = 0.2


class BysansError(AssertionError):
    """Bysans refused, or did not do in time, what a test asked for; the message is its own sentence."""


def command(*words: str) -> Sequence[str]:
    """Return the command line of a command of Bysans."""
    return [sys.executable, "-P", "-m", "bysans", *words]


def environment() -> Mapping[str, str]:
    """Return an environment in which our rooms are found before a project's own modules of the same names, and no setting is left."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BYSANS_")}
    return {**ours, "PYTHONPATH": str(_HOME), "PYTHONSAFEPATH": "1"}


class BysansService:
    """A service that runs by itself in `folder`: `url` of its HTTP API, `mqtt` of its broker, and an admin's `key`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        http, mqtt = _free_ports()
        self.url, self.mqtt = f"http://127.0.0.1:{http}", f"mqtt://127.0.0.1:{mqtt}"
        words = ("run", "--data-dir", str(folder / "data"), "--http", f"127.0.0.1:{http}", "--mqtt", f"127.0.0.1:{mqtt}", "--no-simulators")
        self._log = (folder / "bysans.log").open("wb")
        self._process = subprocess.Popen(command(*words), stdout=self._log, stderr=self._log, env=environment(), cwd=folder)  # noqa: S603

    @property
    def key(self) -> str:
        """An admin's key."""
        return (self._folder / "data" / "admin-key").read_text(encoding="utf-8").strip()

    def wait_until_ready(self) -> None:
        """Return when every part works. Raises BysansError when it ends, or is not ready in time."""
        end = time.monotonic() + _READY_S
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with urlopen(f"{self.url}/readyz", timeout=_READY_S):  # noqa: S310 - our own address
                    return
            except (HTTPError, URLError, OSError) as error:
                if isinstance(error, HTTPError):
                    error.close()
            time.sleep(_LOOK_S)
        self._log.flush()
        raise BysansError(f"the service is not ready: {(self._folder / 'bysans.log').read_text(errors='replace')[-3000:]}")

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask the API, such as `ask("GET", "/devices/a1/latest")`, and return its answer. Raises BysansError."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/api/v1{path}", data, headers, method=method)  # noqa: S310 - our own address
        try:
            with urlopen(request, timeout=_READY_S) as answer:  # noqa: S310 - as above
                text = answer.read()
        except HTTPError as error:
            with error:
                raise BysansError(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from error
        return json.loads(text) if text else None

    def latest(self, device_id: str) -> dict[str, float]:
        """Return a device's newest values by parameter. Raises BysansError."""
        return {item["parameter"]: item["value"] for item in self.ask("GET", f"/devices/{device_id}/latest")["items"]}

    def close(self) -> None:
        """Stop the service."""
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


class SimulatedDevice:
    """A device that sends to a service over MQTT, at the version that the broker speaks; registered when it first sends."""

    def __init__(self, service: BysansService, device_id: str, kind: str, model: str) -> None:
        self.id = device_id
        self._service = service
        self._words = ("--kind", kind, "--model", model, "--register", "--mqtt", service.mqtt, "--api", service.url)

    def send(self, **values: object) -> None:
        """Send one reading and return when it is stored. Raises BysansError, with Bysans' own sentence, when it is refused."""
        pairs = [f"{name}={json.dumps(value)}" for name, value in values.items()]
        words = command("send", self.id, *pairs, "--wait", *self._words, "--key", self._service.key)
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment(), cwd=_HOME)  # noqa: S603
        if done.returncode:
            raise BysansError((done.stdout + done.stderr).strip())


class SimulatedTown:
    """An ordinary town whose devices send live until it is closed."""

    def __init__(self, service: BysansService, folder: Path, *, sites: int, air: int, bins: int, seed: int) -> None:
        counts = ("--sites", str(sites), "--air", str(air), "--bins", str(bins), "--seed", str(seed))
        where = ("--mqtt", service.mqtt, "--api", service.url, "--register", service.key)
        words = command("simulate", *counts, "--history-hours", "1", "--no-replay", *where)
        self._log = (folder / "town.log").open("wb")
        self._process = subprocess.Popen(words, stdout=self._log, stderr=self._log, env=environment(), cwd=folder)  # noqa: S603

    def close(self) -> None:
        """Stop sending."""
        self._process.terminate()
        self._process.wait(60)
        self._log.close()


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:  # a port that is given back may be the next one that is given out
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]
