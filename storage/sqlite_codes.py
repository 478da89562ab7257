"""What SQLite's result codes ask of a person (https://www.sqlite.org/rescode.html)."""

import sqlite3

# By primary code: those that pass, those a person must mend, and of these those that mean damage.
AWAY = {
    sqlite3.SQLITE_BUSY: "another process keeps it locked; this passes when that one is done, such as a backup",
    sqlite3.SQLITE_LOCKED: "another connection keeps it locked; this passes when that one is done",
    sqlite3.SQLITE_FULL: "the disk is full; make room on it and writing goes on by itself",
    sqlite3.SQLITE_IOERR: "the disk does not read or write; see the system's log for the disk's own errors",
    sqlite3.SQLITE_PROTOCOL: "too many processes open it at once; this passes",
}
REFUSES = {
    sqlite3.SQLITE_READONLY: "it may not be written; give the service's user write permission to the file and its directory",
    sqlite3.SQLITE_PERM: "it may not be used; give the service's user permission to the file and its directory",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened; its directory must exist and the service's user must be allowed to write there",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; stop the service and bring back a backup with `bysans restore`",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database; move it away, or bring back a backup with `bysans restore`",
}

DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))


def primary_code(error: object) -> int | None:
    """Return the primary result code of an SQLite error, or None where it has none."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
