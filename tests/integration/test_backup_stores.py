"""Backups of every store, and moves from one to another."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert

from bysans import parts
from bysans.backup import copy
from bysans.backup.failure import BackupError
from bysans.backup.place import Folder
from bysans.backup.repository import Repository
from bysans.backup.seal import NoSeal
from config.settings import Settings, load
from domain.reading import Reading
from storage.state import dump, sequences
from storage.state.engine import State
from storage.state.tables.own_settings import own_setting_changes
from tests.real_parts.influxd import Influxd
from tests.real_parts.postgresql import Postgresql

T0 = 1_760_000_000_000
HOUR = 3_600_000
WRITTEN = [Reading(f"a{number % 3}", T0 + number * HOUR, {"pm25": number / 7, "co2": 400.0}) for number in range(90)]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with Postgresql() as running:
        yield running


def settings(folder: Path, **sections: object) -> Settings:
    folder.mkdir()
    return load(None, {"data_dir": folder, **sections})


def begin(town: Settings) -> None:
    """Write a little of each kind of row: a blob, JSON that is absent, a number that the store gave."""
    with copy.opened(town) as stores:
        assert stores.readings.write(WRITTEN) == []
        with stores.state.begin() as connection:
            sequences.put(connection, "log.cursor", 42)
            for number in range(3):
                connection.execute(insert(own_setting_changes).values(**log_row(number)))


def log_row(number: int) -> dict[str, object]:
    return {"at": number, "by": "å", "section": "goal", "id": str(number), "after": {"n": number, "b": None}}


def same(town: Settings, other: Settings) -> None:
    with copy.opened(town) as first, copy.opened(other) as second:
        contents = [{member.name: b"".join(member.parts) for member in stores.members()} for stores in (first, second)]
    assert contents[0] == contents[1]


@pytest.mark.real("postgresql")
def test_a_town_moves_from_postgresql_to_sqlite_and_back(server: Postgresql, tmp_path: Path) -> None:
    url = server.new_database()
    town = settings(tmp_path / "town", readings={"url": url}, state={"url": url})
    begin(town)
    repository = Repository(Folder(tmp_path / "kept"), NoSeal())
    with copy.opened(town) as stores:
        manifest = copy.make(stores, repository)
        assert copy.differences(repository, manifest, stores) == []
    embedded = settings(tmp_path / "embedded")
    copy.restore(repository, manifest, embedded)
    same(town, embedded)

    with copy.opened(embedded) as stores:
        again = copy.make(stores, repository)
    assert again.members == manifest.members  # so nothing was written twice
    back = server.new_database()
    server_again = settings(tmp_path / "back", readings={"url": back}, state={"url": back})
    copy.restore(repository, again, server_again)
    same(town, server_again)
    with closing(State(server_again.state_url)) as state, state.begin() as connection:
        connection.execute(insert(own_setting_changes).values(**log_row(9)))  # PostgreSQL counts on behind what was restored

    with pytest.raises(BackupError, match="the state store is not empty"):
        copy.restore(repository, again, settings(tmp_path / "full", readings={"url": back}, state={"url": back}))


@pytest.mark.real("influxd")
def test_readings_in_influxdb_come_back_in_another_bucket(influxd: Influxd, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(influxd.token)

    def in_bucket(name: str) -> Settings:
        readings = {"url": influxd.url, "org": influxd.org, "bucket": influxd.new_bucket(), "token_file": token}
        return settings(tmp_path / name, readings=readings)

    town, other = in_bucket("town"), in_bucket("other")
    begin(town)
    repository = Repository(Folder(tmp_path / "kept"), NoSeal())
    with copy.opened(town) as stores:
        manifest = copy.make(stores, repository)
    copy.restore(repository, manifest, other)
    same(town, other)
    with closing(parts.readings(other, parts.catalogue(other))) as readings:
        assert len(readings.read(["a0", "a1", "a2"], 0, 2 * T0)) == len(WRITTEN)


def test_a_copy_that_lacks_a_reading_or_a_row_is_told_by_member(tmp_path: Path) -> None:
    town = settings(tmp_path / "town")
    begin(town)
    repository = Repository(Folder(tmp_path / "kept"), NoSeal())
    with copy.opened(town) as stores:
        manifest = copy.make(stores, repository)
        stores.readings.write([Reading("a0", T0, {"pm25": 9.9}), Reading("a0", T0 + 400 * HOUR, {"pm25": 1.0})])
        with stores.state.begin() as connection:
            sequences.put(connection, "log.cursor", 43)
        (table,) = [name for name in manifest.members if "sequence" in name]
        assert copy.differences(repository, manifest, stores) == sorted(["readings/2025-10-09", "readings/2025-10-26", table])


def test_a_backup_of_another_revision_is_refused_with_the_version_that_wrote_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = settings(tmp_path / "town")
    begin(town)
    repository = Repository(Folder(tmp_path / "kept"), NoSeal())
    with monkeypatch.context() as patch, copy.opened(town) as stores:
        patch.setattr(dump, "revision", lambda: "0001")
        manifest = copy.make(stores, repository)
    with pytest.raises(BackupError, match=r"it is of Bysans .* \(revision 0001\): restore with that version, then upgrade"):
        copy.restore(repository, manifest, settings(tmp_path / "new"))
