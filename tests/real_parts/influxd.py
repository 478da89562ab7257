"""Gives a test a real InfluxDB 2, set up with an organisation, a token and buckets of its own."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import httpx

from tests.real_parts import http
from tests.real_parts.process import Process, free_port
from tests.real_parts.whereabouts import require


class Influxd(Process):
    """An InfluxDB server on loopback; started the first time it sets itself up with `org`, `bucket` and an all-access `token`."""

    def __init__(self, directory: Path, *, port: int | None = None) -> None:
        super().__init__(directory)
        self.program = require("influxd")
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.org = "bysans"
        self.bucket = "readings"
        self.token = secrets.token_urlsafe(24)

    def command(self) -> Sequence[str]:
        """Return the program and its arguments."""
        return [
            str(self.program),
            "run",
            f"--bolt-path={self.directory / 'influxd.bolt'}",
            f"--sqlite-path={self.directory / 'influxd.sqlite'}",
            f"--engine-path={self.directory / 'engine'}",
            f"--http-bind-address=127.0.0.1:{self.port}",
            "--reporting-disabled",
            "--log-level=error",
        ]

    def answers(self) -> bool:
        """Return whether the server calls itself ready."""
        try:
            return http.get(f"{self.url}/health", timeout=2).is_success
        except httpx.TransportError:
            return False

    def start(self) -> Self:
        """Start, wait until it answers, and set it up unless that was done before."""
        super().start()
        try:
            self._set_up()
        except httpx.HTTPError:
            self.kill()
            raise
        return self

    def _set_up(self) -> None:
        address = f"{self.url}/api/v2/setup"
        if http.get(address).raise_for_status().json()["allowed"]:
            owner = {"username": "tests", "password": secrets.token_urlsafe(12), "token": self.token}
            http.post(address, json={**owner, "org": self.org, "bucket": self.bucket}).raise_for_status()

    def new_bucket(self, name: str | None = None) -> str:
        """Make an empty bucket that keeps everything, and return its name: a bucket for each test keeps tests apart."""
        name = name or f"bucket-{secrets.token_hex(6)}"
        body = {"orgID": self._organisation_id(), "name": name, "retentionRules": []}
        self._ask("POST", "/api/v2/buckets", json=body)
        return name

    def delete_bucket(self, name: str) -> None:
        """Remove a bucket with all it holds."""
        (bucket,) = self._ask("GET", "/api/v2/buckets", params={"name": name})["buckets"]
        self._ask("DELETE", f"/api/v2/buckets/{bucket['id']}")

    def _organisation_id(self) -> str:
        (organisation,) = self._ask("GET", "/api/v2/orgs", params={"org": self.org})["orgs"]
        return str(organisation["id"])

    def _ask(self, method: str, path: str, **request: object) -> dict[str, list[dict[str, str]]]:
        headers = {"Authorization": f"Token {self.token}"}
        answer = http.request(method, f"{self.url}{path}", headers=headers, **request).raise_for_status()  # type: ignore[arg-type]
        return answer.json() if answer.content else {}
