"""Reads a role's last heartbeat without SQLAlchemy, whose import alone costs more than a health check may."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_SQLITE = "sqlite:///"
_TIMEOUT_S = 5
_QUERY = "SELECT at, body FROM heartbeats WHERE role = {mark} OR role = {mark} ORDER BY at DESC LIMIT 1"


class StateUnansweredError(Exception):
    """The state store cannot be asked: the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastHeartbeat:
    """When a role spoke last (ms UTC), and what did not work then: a sentence by part."""

    at: int
    problems: Mapping[str, str]


def last_heartbeat(url: str, role: str) -> LastHeartbeat | None:
    """Return the newest heartbeat of `role`, or of its standby; None before its first. `url`: the state store's, in SQLAlchemy's form.

    Raises StateUnansweredError.
    """
    row = _from_file(url.removeprefix(_SQLITE), role) if url.startswith(_SQLITE) else _from_server(url, role)
    if row is None:
        return None
    at, body = row
    checks = (json.loads(body) if isinstance(body, str) else body)["checks"]
    return LastHeartbeat(at=at, problems={check["name"]: check["reason"] for check in checks if not check["ok"]})


def _from_file(file: str, role: str) -> Sequence[Any] | None:
    try:
        with closing(sqlite3.connect(f"file:{quote(file)}?mode=ro", uri=True, timeout=_TIMEOUT_S)) as connection:
            row: Sequence[Any] | None = connection.execute(_QUERY.format(mark="?"), _names(role)).fetchone()
            return row
    except sqlite3.Error as error:
        raise StateUnansweredError(f"the state store {file} cannot be read: {error}") from error


def _from_server(url: str, role: str) -> Sequence[Any] | None:
    import psycopg  # noqa: PLC0415 - an extra, for who has a server

    try:
        with closing(psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=_TIMEOUT_S)) as connection:
            return connection.execute(_QUERY.format(mark="%s"), _names(role)).fetchone()
    except psycopg.Error as error:
        raise StateUnansweredError(f"the state store does not answer: {' '.join(str(error).split())}") from error


def _names(role: str) -> tuple[str, str]:
    return role, f"{role}-standby"
