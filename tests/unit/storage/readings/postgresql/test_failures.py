"""What PostgreSQL says tells whether waiting helps or a person must come."""

import psycopg
import pytest

from storage.readings.postgresql.failures import meaning
from storage.readings.protocol import StoreAwayError, StoreRefusesError


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.errors.InsufficientPrivilege("permission denied for table readings"), "lacks a permission"),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), "the primary"),
        (psycopg.errors.InvalidCatalogName('database "x" does not exist'), "no such database"),
        (psycopg.OperationalError("connection failed: FATAL:  password authentication failed for user"), r"readings\.token_file"),
        (psycopg.errors.DataCorrupted("invalid page"), "damaged"),
    ],
)
def test_a_person_is_called_with_what_to_do(error: psycopg.Error, words: str) -> None:
    decided = meaning(error, "postgresql://u@h/d")
    assert isinstance(decided, StoreRefusesError)
    with pytest.raises(StoreRefusesError, match=f"PostgreSQL at postgresql://u@h/d refuses us: .*{words}"):
        raise decided


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.errors.DiskFull("could not extend file"), "disk is full"),
        (psycopg.errors.TooManyConnections("sorry"), "max_connections"),
        (psycopg.errors.DeadlockDetected("deadlock detected"), "another writer"),
        (psycopg.errors.LockNotAvailable("canceling statement"), "locked"),
        (psycopg.errors.AdminShutdown("terminating connection"), "does not answer"),
        (psycopg.OperationalError("connection refused"), "does not answer"),
    ],
)
def test_the_rest_is_waited_for(error: psycopg.Error, words: str) -> None:
    decided = meaning(error, "postgresql://u@h/d")
    assert isinstance(decided, StoreAwayError)
    assert words in str(decided)


def test_our_own_mistakes_are_nobody_elses() -> None:
    assert meaning(psycopg.errors.UndefinedColumn("column x does not exist"), "h") is None
