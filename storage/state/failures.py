"""What an error of the state store asks of the caller: to try again, or to call a person."""

import json
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError

from storage.sqlite_codes import AWAY, DAMAGED, REFUSES, primary_code

_FILE_DAMAGED = REFUSES[sqlite3.SQLITE_CORRUPT]
# By PostgreSQL's SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), those that a person must mend.
_SERVER_REFUSES = {"42501": "its user lacks a permission; let it own the database"}
_SERVER_DAMAGED = {
    "XX001": "its data is damaged; stop the service and bring back a backup of the server",
    "XX002": "an index is damaged; see REINDEX in PostgreSQL's manual",
}


class StateAwayError(Exception):
    """The state store does not answer or stays locked: nothing of the transaction is kept, try the same again."""


class StateRefusesError(StateAwayError):
    """The state store can't be used before a person mends it, as the message says; until then trying again is in vain."""


class StateDamagedError(StateRefusesError):
    """What the state store holds is damaged, here or there: what can still be read may be wrong."""


def failure(url: URL, error: DatabaseError) -> StateAwayError | None:
    """Return what the caller is told of an error, or None for one that is our own mistake, such as a broken constraint."""
    code, message = primary_code(error.orig), " ".join(str(error.orig).split())  # PostgreSQL's own words have several lines
    if what := _damage(url, error):
        return damaged(url, message, what)
    if code in AWAY:
        return StateAwayError(f"the state store {url!r} can't be reached: {AWAY[code]} ({message})")
    if what := REFUSES.get(code or 0) or _SERVER_REFUSES.get(_server_code(error)):
        return StateRefusesError(f"the state store {url!r} can't be used: {what} ({message})")
    if isinstance(error, OperationalError | InternalError):
        return StateAwayError(f"the state store {url!r} does not answer: {message}")
    return None


def _damage(url: URL, error: DatabaseError) -> str | None:
    """Return what is damaged and what to do, None for an error that does not mean damage."""
    code = primary_code(error.orig)
    if code in DAMAGED:
        return REFUSES[code]
    is_no_text = code is None and "Could not decode to UTF-8" in str(error.orig)  # Python's own, of a text that SQLite has
    is_empty = code in AWAY and _is_empty(url)  # SQLite would wait for its other users for ever
    return _FILE_DAMAGED if is_no_text or is_empty else _SERVER_DAMAGED.get(_server_code(error))


def _server_code(error: DatabaseError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def damaged(url: URL, reason: object, what: str = _FILE_DAMAGED) -> StateDamagedError:
    """Return what is told of damage; `what`: what is damaged and what to do."""
    return StateDamagedError(f"the state store {url!r} can't be used: {what} ({reason})")


def is_of_the_database(trace: TracebackType | None) -> bool:
    """Return whether an error came out of the database's library, rather than of what we did with its rows."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return module.startswith(("sqlalchemy.", "storage.state.engine"))


class BrokenJsonError(Exception):
    """A column of JSON holds none."""


def from_json(text: str) -> Any:
    """Return what a column of JSON holds. Raises BrokenJsonError."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise BrokenJsonError(f"a row's JSON is broken: {error}") from error


def _is_empty(url: URL) -> bool:
    """Return whether the state's file is there and holds nothing."""
    path = Path(url.database or "")
    return url.drivername.startswith("sqlite") and path.is_file() and not path.stat().st_size
