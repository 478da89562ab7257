"""What an error of PostgreSQL asks of who writes or reads readings: to wait, or to call a person."""

import psycopg

from storage.readings.protocol import StoreAwayError, StoreRefusesError

# By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), those that a person must mend.
_REFUSES = {
    "25006": "it takes no writes; see that readings.url leads to the server that is the primary",
    "28000": "it does not let this user in; check the user in readings.url and the server's pg_hba.conf",
    "28P01": "it does not know the password; check readings.token_file, or the password in readings.url",
    "3D000": "there is no such database; create it, or check readings.url",
    "3F000": "there is no schema to write in; let its user own the database",
    "42501": "its user lacks a permission; let it own the database",
    "XX001": "its data is damaged; stop the service and bring back a backup",
    "XX002": "an index is damaged; see REINDEX in PostgreSQL's manual",
}
_AWAY = {
    "53100": "its disk is full; make room on it and writing goes on by itself",
    "53300": "it has no connection left; this passes, or allow more with max_connections",
    "40P01": "another writer was in the way; this passes",
    "55P03": "another kept the table locked; this passes",
}
# What a server says before anybody is let in has no SQLSTATE for us; these words of it do.
_AT_THE_DOOR = {"password authentication failed": "28P01", "no password supplied": "28P01", "no pg_hba.conf entry": "28000"}


def meaning(error: psycopg.Error, where: str) -> StoreAwayError | StoreRefusesError | None:
    """Return the error to raise for one of the server's, or None for one that is our own mistake; `where` names the store to a person."""
    words = " ".join(str(error).split())
    code = error.sqlstate or next((code for text, code in _AT_THE_DOOR.items() if text in words), "")
    if what := _REFUSES.get(code):
        return StoreRefusesError(f"PostgreSQL at {where} refuses us: {what} ({words})")
    if what := _AWAY.get(code):
        return StoreAwayError(f"PostgreSQL at {where} can't serve us now: {what} ({words})")
    if isinstance(error, psycopg.OperationalError | psycopg.InternalError):
        return StoreAwayError(f"PostgreSQL at {where} does not answer; see that it runs and can be reached ({words})")
    return None
