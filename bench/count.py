"""Count what is in a store, the same way for every candidate."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx

from storage.readings.open import FILE_NAME
from tests.real_parts.influxd import Influxd

_BEGIN = "1970-01-01T00:00:00Z"


class InfluxCount:
    """Counts points and fields of the measurement `readings` in a bucket of its own."""

    def __init__(self, server: Influxd, bucket: str) -> None:
        self.server = server
        self.bucket = bucket
        self._client = httpx.Client(base_url=server.url, headers={"Authorization": f"Token {server.token}"}, timeout=60)

    def has(self, device: str, time: int) -> bool:
        """Return whether the device's reading at `time` (ms UTC) is there: a question that costs the server little."""
        at = f"time(v: {time * 1_000_000}), stop: time(v: {time * 1_000_000 + 1})"
        return self._ask(f'|> range(start: {at}) |> filter(fn: (r) => r.device == "{device}" and r._field == "battery") |> count()') == 1

    def points(self) -> int:
        """Count points by the one field that all have."""
        return self._ask(f'|> range(start: {_BEGIN}) |> filter(fn: (r) => r._field == "battery") |> count() |> group() |> sum()')

    def fields(self) -> int:
        """Count the values of all fields."""
        return self._ask(f"|> range(start: {_BEGIN}) |> count() |> group() |> sum()")

    def drop(self) -> None:
        """Delete the bucket."""
        self._client.close()
        self.server.delete_bucket(self.bucket)

    def _ask(self, rest: str) -> int:
        query = f'from(bucket: "{self.bucket}") {rest} |> keep(columns: ["_value"])'
        headers = {"Content-Type": "application/vnd.flux", "Accept": "application/csv"}
        answer = self._client.post("/api/v2/query", params={"org": self.server.org}, content=query, headers=headers)
        rows = answer.raise_for_status().text.split()
        return int(rows[-1].rsplit(",", 1)[1]) if rows else 0


class SqliteCount:
    """Counts rows and values in DIRECTORY/readings.db."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / FILE_NAME

    def has(self, device: str, time: int) -> bool:
        """Return whether the device's reading at `time` (ms UTC) is there."""
        return self._ask("SELECT count(*) FROM readings WHERE device = ? AND time = ?", device, time) == 1

    def points(self) -> int:
        """Count rows."""
        return self._ask("SELECT count(*) FROM readings")

    def fields(self) -> int:
        """Count values that are not NULL."""
        with closing(sqlite3.connect(self._file)) as connection:
            columns = [
                row[1] for row in connection.execute("PRAGMA table_info(readings)") if row[1] not in {"device", "time", "time_source"}
            ]
        return self._ask(f"SELECT {' + '.join(f'count({name})' for name in columns)} FROM readings")

    def drop(self) -> None:
        """Do nothing: the file goes with its directory."""

    def _ask(self, query: str, *values: object) -> int:
        if not self._file.exists():
            return 0
        with closing(sqlite3.connect(self._file)) as connection:
            try:
                return int(connection.execute(query, values).fetchone()[0] or 0)
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return 0
                raise
