"""Runs the real service for a test: each role a process, against given stores and broker."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bysans.clock import now
from storage.state import due, jobs
from storage.state.access import keys
from storage.state.air import invalidations
from storage.state.engine import State
from storage.state.ingest import latest, touched
from tests.real_parts import http
from tests.real_parts.process import PATIENCE_S, Process, free_port, wait_until

BYSANS = Path(sys.executable).with_name("bysans")
ROLES = ("ingest", "watch", "api")
OUTCOMES = ("stored", "duplicate", "quarantined", "ignored", "pending")


class Role(Process):
    """One process of the service that runs until it is stopped; `up` says when it does its work."""

    def __init__(self, directory: Path, *command: str, up: Callable[[], bool] = lambda: True) -> None:
        super().__init__(directory)
        self._command = command
        self._up_when = up

    def command(self) -> Sequence[str]:
        """Return the program and its arguments."""
        return self._command

    def answers(self) -> bool:
        """Return whether the role does its work."""
        return self._up_when()

    def said(self, words: str) -> bool:
        """Return whether the log holds `words`."""
        return self.log.exists() and words in self.log.read_text(encoding="utf-8", errors="replace")


class Service:
    """The three roles, on a data folder of their own with an admin key; `settings`: what the TOML file says, by section.

    `clock`: whose time the service lives in, `data` being its newest reading's.
    """

    def __init__(self, directory: Path, settings: Mapping[str, Mapping[str, object]], *, clock: str = "world") -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.data = directory / "data"
        self.address = f"http://127.0.0.1:{free_port()}"
        self.config = directory / "bysans.toml"
        self.clock = clock
        self.write_settings({"http": {"listen": self.address.removeprefix("http://"), "open_pages": True}, **settings})
        self.roles = {name: Role(directory / name, str(BYSANS), name, "--config", str(self.config)) for name in ROLES}
        self.data.mkdir(exist_ok=True)
        self._state_url = str(settings.get("state", {}).get("url", f"sqlite:///{self.data / 'state.db'}"))
        state = State(self._state_url)
        with state.begin() as connection:
            self.key = keys.create(connection, "tests", ["admin"], now())
        state.close()

    def write_settings(self, settings: Mapping[str, Mapping[str, object]]) -> None:
        """Write the file the roles read when they start."""
        lines = [f"data_dir = {json.dumps(str(self.data))}", f"clock = {json.dumps(self.clock)}"]
        for section, values in settings.items():
            lines += [f"[{section}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
        self.config.write_text("\n".join(lines), encoding="utf-8")

    def start(self, *names: str) -> Self:
        """Start roles, all by default, without waiting for what they depend on."""
        for name in names or ROLES:
            self.roles[name].start()
        return self

    def ready(self) -> Self:
        """Wait until every part works."""
        try:
            wait_until(lambda: not self.reasons(), "the service was ready", PATIENCE_S)
        except TimeoutError as error:
            words = [f"{name}: {role.log.read_text(errors='replace')[-1000:]}" for name, role in self.roles.items() if role.log.exists()]
            raise TimeoutError("\n".join([f"{error}; {self.reasons()}", *words])) from error
        return self

    def reasons(self) -> dict[str, str]:
        """Return what `/readyz` complains of by part; `http` when nothing answers."""
        try:
            answer = http.get(f"{self.address}/readyz", timeout=240)
        except httpx.TransportError as error:
            return {"http": str(error)}
        return {name: check["reason"] for name, check in answer.json()["checks"].items() if not check["ok"]}

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Ask the API with the admin key; an error status fails the test."""
        headers = {"Authorization": f"Bearer {self.key}"}
        return http.request(method, f"{self.address}/api/v1{path}", headers=headers, timeout=240, **request).raise_for_status()

    def items(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Return every item of a list, page by page."""
        items: list[dict[str, Any]] = []
        cursor = None
        while True:
            page = self.ask("GET", path, params={**params, **({"cursor": cursor} if cursor else {})}).json()
            items += page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return items

    def register(self, device_id: str, **more: object) -> None:
        """Register a device from long ago on."""
        body = {"kind": "air", "model": "generic", "interval_s": 600, "valid_from": "2001-01-01T00:00:00Z", **more}
        self.ask("PUT", f"/devices/{device_id}", json=body)

    def latest(self, device_id: str) -> dict[str, float]:
        """Return a device's newest values by parameter."""
        return {item["parameter"]: item["value"] for item in self.ask("GET", f"/devices/{device_id}/latest").json()["items"]}

    def readings(self, *device_ids: str, since: str = "2001-01-01T00:00:00Z") -> list[dict[str, Any]]:
        """Return every stored value of the devices."""
        return self.items("/readings", device_id=list(device_ids), start=since, limit=10_000)

    def counts(self) -> dict[str, int]:
        """Return the contract's counters, whatever their labels, as one scrape of `/metrics` gives them."""
        totals: dict[str, int] = dict.fromkeys(("received", *OUTCOMES), 0)
        for family in text_string_to_metric_families(http.get(f"{self.address}/metrics", timeout=240).text):
            name = family.name.removeprefix("bysans_")
            if name in totals:
                totals[name] += sum(int(sample.value) for sample in family.samples if not sample.name.endswith("_created"))
        return totals

    def gauge(self, name: str) -> float:
        """Return one of the roles' gauges."""
        text = http.get(f"{self.address}/metrics", timeout=240).text
        families = (family for family in text_string_to_metric_families(text) if family.name == f"bysans_{name}")
        return next((sample.value for family in families for sample in family.samples), 0.0)

    def worked_out(self) -> bool:
        """Return whether watch has worked out every mean and every day that the readings so far concern."""
        state = State(self._state_url)
        try:
            with state.read() as connection:
                newest = latest.newest_time(connection) or 0
                waits = any(due.reached(connection, kind, newest, 1) for kind in (due.SITE_HOUR, due.SITE_DAY))
                return touched.backlog(connection).count == 0 and not waits and not jobs.waiting(connection, invalidations.RECOMPUTE, 1)
        finally:
            state.close()

    def check(self) -> subprocess.CompletedProcess[str]:
        """Run `bysans check`."""
        return bysans("check", "--config", str(self.config))

    def stop(self) -> None:
        """End every role that runs."""
        for role in self.roles.values():
            role.stop()

    def __enter__(self) -> Self:
        try:
            return self.start().ready()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def bysans(*arguments: str, timeout: float = 240, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line to its end."""
    return subprocess.run([str(BYSANS), *arguments], capture_output=True, text=True, timeout=timeout, check=False, **more)


def add_up(counts: Mapping[str, int]) -> bool:
    """Return whether every reading received is accounted for (contract: "Counting")."""
    return counts["received"] == sum(counts[outcome] for outcome in OUTCOMES)
