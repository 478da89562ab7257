"""Count what is in a store, the same way for every candidate."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import httpx
import psycopg

from storage.readings.open import FILE_NAME
from tests.real_parts.influxd import Influxd

_BEGIN = "1970-01-01T00:00:00Z"
_KEYS = {"device", "time", "time_source"}
_HAS = "SELECT count(*) FROM readings WHERE device = {0} AND time = {0}"


class Count(Protocol):
    """Counts points and values in a store of one run's own."""

    def has(self, device: str, time: int) -> bool:
        """Return whether the device's reading at `time` (ms UTC) is there."""

    def points(self) -> int:
        """Count readings."""

    def fields(self) -> int:
        """Count values."""

    def settings(self, folder: Path) -> str:
        """Return the settings that lead ingest to the store; a secret is written into `folder`."""

    def drop(self) -> None:
        """Delete what was stored, where it does not go with the run's folder."""


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

    def settings(self, folder: Path) -> str:
        """Return the settings that lead ingest to the bucket; the token is written into `folder`."""
        (folder / "token").write_text(self.server.token)
        address = f'url = "{self.server.url}"\norg = "{self.server.org}"\nbucket = "{self.bucket}"'
        return f'[readings]\n{address}\ntoken_file = "{folder / "token"}"\n'

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
        return self._ask(_HAS.format("?"), device, time) == 1

    def points(self) -> int:
        """Count rows."""
        return self._ask("SELECT count(*) FROM readings")

    def fields(self) -> int:
        """Count values that are not NULL."""
        with closing(sqlite3.connect(self._file)) as connection:
            columns = [row[1] for row in connection.execute("PRAGMA table_info(readings)")]
        return self._ask(_values_of(columns))

    def settings(self, folder: Path) -> str:  # noqa: ARG002 - the file lies where it always does
        """Return nothing: this is the store of a service that was told none."""
        return ""

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


class PostgresqlCount:
    """Counts rows and values in the table `readings` of a database of its own; `url`: its address."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("+psycopg", "")

    def has(self, device: str, time: int) -> bool:
        """Return whether the device's reading at `time` (ms UTC) is there."""
        return self._ask(_HAS.format("%s"), device, time) == 1

    def points(self) -> int:
        """Count rows."""
        return self._ask("SELECT count(*) FROM readings")

    def fields(self) -> int:
        """Count values that are not NULL."""
        with psycopg.connect(self._url) as connection:
            description = connection.execute("SELECT * FROM readings LIMIT 0").description or ()
        return self._ask(_values_of([column.name for column in description]))

    def settings(self, folder: Path) -> str:  # noqa: ARG002 - the server asks for no password
        """Return the settings that lead ingest to the database."""
        return f'[readings]\nurl = "{self._url}"\n'

    def drop(self) -> None:
        """Do nothing: the database goes with its server."""

    def _ask(self, query: str, *values: object) -> int:
        with psycopg.connect(self._url) as connection:
            try:
                row = connection.execute(query.encode(), values).fetchone()
            except psycopg.errors.UndefinedTable:
                return 0
        return int(row[0] or 0) if row else 0


def _values_of(columns: Sequence[str]) -> str:
    """Return the question how many values a table with these columns holds."""
    return f"SELECT {' + '.join(f'count({name})' for name in columns if name not in _KEYS)} FROM readings"
