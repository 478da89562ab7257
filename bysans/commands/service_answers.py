"""What a running service says it has, read over its HTTP API with a key."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from itertools import groupby
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from domain import rfc3339

TIMEOUT_S = 60
_MOST_BYTES = 64 * 1024 * 1024
_SAMPLE = re.compile(r'^bysans_(\w+?)(?:_total)?(?:\{(?:part|role)="([^"]*)"\})? (\S+)$', re.MULTILINE)


class ServiceError(Exception):
    """The service does not answer, or refuses us; the message says what to do."""


class BrokenOffError(ServiceError):
    """The service's answer ended before its end."""


class NotThereError(ServiceError):
    """The service knows no such thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAnswers:
    """The service at `url` (such as `http://127.0.0.1:8000`), read with `key`; each answer may take `timeout_s`.

    Raises ValueError when `url` is not http or https.
    """

    url: str
    key: str
    timeout_s: float = TIMEOUT_S

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise ValueError(f"the API's address must begin with http:// or https://, got {self.url!r}")
        if not self.key.isascii() or not self.key.isprintable() or not self.key.strip():
            raise ValueError("the key is empty or has characters that no key has; give the key alone, on one line")

    def readings(self, device: str, start: int, end: int) -> Mapping[int, Mapping[str, float]]:
        """Return what is stored of a device with start <= time < end (ms UTC), by time. Raises ServiceError."""
        query = {"device_id": device, "start": start / 1000, "end": end / 1000, "format": "csv"}
        with self._open(f"/api/v1/readings?{urlencode(query)}") as answer:
            rows = csv.DictReader(_lines(answer))
            by_time = groupby(rows, key=lambda row: row["time"])
            return {_milliseconds(time): {row["parameter"]: float(row["value"]) for row in group} for time, group in by_time}

    def quarantined(self, device: str) -> Iterator[tuple[str, str]]:
        """Yield (reason, payload in base64) of what is in quarantine from a device. Raises ServiceError."""
        query: dict[str, object] = {"device_id": device, "limit": 1000}
        while True:
            page = self._json(f"/api/v1/quarantine?{urlencode(query)}")
            yield from ((item["reason"], item["payload"]) for item in page["items"])
            if not page["next_cursor"]:
                return
            query["cursor"] = page["next_cursor"]

    def latest(self, device: str) -> Sequence[Mapping[str, Any]]:
        """Return a device's newest values, as the API answers them; none of one that is not registered. Raises ServiceError."""
        try:
            items: Sequence[Mapping[str, Any]] = self._json(f"/api/v1/devices/{quote(device, safe='')}/latest")["items"]
        except NotThereError:
            return ()
        return items

    def newest_refusals(self, device: str) -> Sequence[Mapping[str, Any]]:
        """Return the newest rows of quarantine from a device, newest first. Raises ServiceError."""
        items: Sequence[Mapping[str, Any]] = self._json(f"/api/v1/quarantine?{urlencode({'device_id': device, 'limit': 10})}")["items"]
        return items

    def follow(self, query: Mapping[str, Sequence[str]], behind: str | None) -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
        """Yield each event of the stream as it comes: its name, its content, its position. Raises ServiceError."""
        asked = f"?{urlencode(query, doseq=True)}" if query else ""
        with self._open(f"/api/v1/stream{asked}", {"Last-Event-ID": behind} if behind else {}) as answer:
            fields: dict[str, str] = {}
            for line in map(str.rstrip, _lines(answer)):
                name, _, value = line.partition(": ")
                if not line and "data" in fields:
                    yield fields.get("event", ""), json.loads(fields["data"]), fields.get("id")
                fields = {**fields, name: value} if line and name else {}

    def counted(self) -> Mapping[tuple[str, str], float]:
        """Return the service's counters and gauges by (name, part or role). Raises ServiceError."""
        with self._open("/metrics") as answer:
            text = answer.read(_MOST_BYTES).decode()
        return {(name, label): float(value) for name, label, value in _SAMPLE.findall(text)}

    def _json(self, path: str) -> Any:
        with self._open(path) as answer:
            try:
                return json.loads(answer.read(_MOST_BYTES))
            except ValueError as error:
                raise ServiceError(f"{self.url} answers with something else than JSON; give --api the address of Bysans' API") from error

    def _open(self, path: str, more_headers: Mapping[str, str] | None = None) -> HTTPResponse:
        headers = {"Authorization": f"Bearer {self.key}", **(more_headers or {})}
        request = Request(f"{self.url.rstrip('/')}{path}", headers=headers)  # noqa: S310 - http(s) only
        try:
            answer: HTTPResponse = urlopen(request, timeout=self.timeout_s)  # noqa: S310 - checked at birth
        except HTTPError as error:
            with error:
                failure = NotThereError if error.code == 404 else ServiceError
                raise failure(f"{self.url}{path} says {error.code}: {error.read(2000).decode(errors='replace')}") from error
        except (URLError, OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise ServiceError(f"{self.url} does not answer ({reason}); is the service running there? see --api") from error
        return answer


def _lines(answer: HTTPResponse) -> Iterable[str]:
    """Read a streamed answer line by line. Raises BrokenOffError."""
    try:
        for line in answer:
            yield line.decode()
    except (OSError, HTTPException) as error:
        raise BrokenOffError(f"the answer broke off ({error}): a store went away meanwhile; verify again") from error


def _milliseconds(text: str) -> int:
    return rfc3339.read(text)
