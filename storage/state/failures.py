"""What an error of the state store asks of the caller: to try again, or to call a person."""

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError

from storage.sqlite_codes import AWAY, REFUSES, primary_code

# By PostgreSQL's SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), those that a person must mend.
_SERVER_REFUSES = {
    "42501": "its user lacks a permission; let it own the database",
    "XX001": "its data is damaged; stop the service and bring back a backup of the server",
    "XX002": "an index is damaged; see REINDEX in PostgreSQL's manual",
}


class StateAwayError(Exception):
    """The state store does not answer or stays locked: nothing of the transaction is kept, try the same again."""


class StateRefusesError(StateAwayError):
    """The state store can't be used before a person mends it, as the message says; until then trying again is in vain."""


def failure(url: URL, error: DatabaseError) -> StateAwayError | None:
    """Return what the caller is told of an error, or None for one that is our own mistake, such as a broken constraint."""
    code = primary_code(error.orig)
    state: str | None = getattr(error.orig, "sqlstate", None)
    if code in AWAY:
        return StateAwayError(f"the state store {url!r} can't be reached: {AWAY[code]} ({error.orig})")
    if code in REFUSES:
        return StateRefusesError(f"the state store {url!r} can't be used: {REFUSES[code]} ({error.orig})")
    if state in _SERVER_REFUSES:
        return StateRefusesError(f"the state store {url!r} can't be used: {_SERVER_REFUSES[state]} ({error.orig})")
    if isinstance(error, OperationalError | InternalError):
        return StateAwayError(f"the state store {url!r} does not answer: {error.orig}")
    return None
