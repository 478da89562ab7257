"""One writer, any number of readers, and every trouble of the file is a sentence with what to do."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from storage.readings import sqlite_file
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from storage.readings.sqlite_file import SqliteFile, decision


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqliteFile]:
    opened = SqliteFile(tmp_path / "readings.db")
    with opened.writing() as connection:
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)")
    yield opened
    opened.close()


def count(file: SqliteFile) -> int:
    with file.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM t").fetchone()[0])


def test_nothing_is_opened_before_it_is_needed(tmp_path: Path) -> None:
    SqliteFile(tmp_path / "readings.db").close()
    assert not (tmp_path / "readings.db").exists()


def test_writes_reach_the_disk_before_a_transaction_ends(file: SqliteFile) -> None:
    with file.writing() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def leave(file: SqliteFile, error: BaseException) -> None:
    with file.writing() as connection:
        connection.execute("INSERT INTO t VALUES (1, 'x')")
        raise error


def test_an_error_leaves_nothing_of_its_transaction_and_the_next_succeeds(file: SqliteFile) -> None:
    with pytest.raises(KeyboardInterrupt):
        leave(file, KeyboardInterrupt())
    assert count(file) == 0
    with file.writing() as connection:
        connection.execute("INSERT INTO t VALUES (1, 'x')")
    assert count(file) == 1


def test_readers_do_not_wait_for_a_writer_and_see_only_what_is_done(file: SqliteFile) -> None:
    with file.writing() as connection:
        connection.execute("INSERT INTO t VALUES (1, 'x')")
        assert count(file) == 0
    assert count(file) == 1


def test_many_threads_write_and_read_at_once(file: SqliteFile) -> None:
    def work(n: int) -> int:
        with file.writing() as connection:
            connection.execute("INSERT INTO t VALUES (?, 'x')", (n,))
        return count(file)

    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(work, range(200)))
    assert count(file) == 200
    assert min(seen) >= 1


def test_a_lock_that_another_holds_too_long_is_away(file: SqliteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_TIMEOUT_S", 0.01)
    late = SqliteFile(file.path)
    with file.writing(), pytest.raises(StoreAwayError, match="another process keeps it locked"), late.writing():
        raise AssertionError("two writers at once")
    with late.writing() as connection:  # and it comes back
        connection.execute("INSERT INTO t VALUES (1, 'x')")
    late.close()
    assert count(file) == 1


def fill(file: SqliteFile) -> None:
    with file.writing() as connection:
        connection.execute("PRAGMA max_page_count = 3")  # SQLite's own way to meet the end of the disk
        connection.execute("INSERT INTO t VALUES (1, ?)", ("x" * 100_000,))


def test_a_full_disk_is_away_and_passes_when_there_is_room(file: SqliteFile) -> None:
    with pytest.raises(StoreAwayError, match="the disk is full; make room on it"):
        fill(file)
    with file.writing() as connection:
        connection.execute("INSERT INTO t VALUES (1, 'x')")
    assert count(file) == 1


def test_a_missing_directory_is_refused_and_found_when_it_is_there(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "absent" / "readings.db")
    with pytest.raises(StoreRefusesError, match=r"absent/readings\.db.*its directory must exist"), file.writing():
        raise AssertionError("wrote nowhere")
    file.path.parent.mkdir()
    with file.writing() as connection:
        connection.execute("CREATE TABLE t (n)")
    file.close()


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "readings.db"
    path.write_text("time,pm25\n" * 1000)
    with pytest.raises(StoreRefusesError, match="no SQLite database"), SqliteFile(path).reading():
        raise AssertionError("read a text file")


def test_a_damaged_file_is_refused_and_points_to_the_backup(file: SqliteFile) -> None:
    with file.writing() as connection:
        connection.executemany("INSERT INTO t VALUES (?, ?)", [(n, "x" * 1000) for n in range(100)])
    file.close()
    whole = file.path.read_bytes()
    file.path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    damaged = SqliteFile(file.path)
    with pytest.raises(StoreRefusesError, match="bysans restore"):
        count(damaged)
    damaged.close()


def test_a_file_that_may_only_be_read_is_refused_with_the_permission_it_needs(file: SqliteFile) -> None:
    with closing(sqlite3.connect(f"file:{file.path}?mode=ro", uri=True)) as connection, pytest.raises(sqlite3.Error) as caught:
        connection.execute("INSERT INTO t VALUES (1, 'x')")
    refused = decision(file.path, caught.value)
    assert isinstance(refused, StoreRefusesError)
    assert "give the service's user write permission" in str(refused)


def test_our_own_mistakes_are_not_dressed_up(file: SqliteFile) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), file.reading() as connection:
        connection.execute("SELECT * FROM absent")


def test_a_closed_file_says_so(file: SqliteFile) -> None:
    file.close()
    with pytest.raises(sqlite3.ProgrammingError, match="was closed"):
        count(file)


def test_a_connection_lent_while_the_file_is_closed_is_closed_when_it_comes_back(file: SqliteFile) -> None:
    with file.reading() as connection:
        file.close()
        connection.execute("SELECT * FROM t")
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT * FROM t")
