"""What is backed up comes back the same, costs only what is new, and nothing is taken for whole that is not."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bysans.backup import copy, place, routine
from bysans.backup.contents import READINGS
from bysans.backup.copy import Made
from bysans.backup.failure import BackupError
from bysans.backup.manifest import Member
from bysans.backup.place import Folder
from bysans.backup.routine import Routine, repository_of
from bysans.clock import now
from config.settings import Settings, load
from domain.duration import HOUR
from ingest.log.entry import Entries
from ingest.log.log import Log
from ingest.log.segments import write_synced
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.archive.archiver import Archiver, Rules
from storage.readings.open import open_readings
from storage.state import sequences
from storage.state.engine import State
from tests.real_parts.process import wait_until
from tests.unit.bysans.backup.town import DAY, PARAMETERS, T0, add_days, bysans, found, readings_in, write_by_hand


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return found(tmp_path / "data")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The town's settings: backups go into a folder."""
    file = tmp_path / "bysans.toml"
    file.write_text(f'[backup]\nto = "{tmp_path / "kept"}"\n')
    return file


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """The same with a key."""
    assert bysans("backup", "new-key", str(tmp_path / "key"))[0] == 0
    file = tmp_path / "sealed.toml"
    file.write_text(f'[backup]\nto = "{tmp_path / "kept"}"\nkey_file = "{tmp_path / "key"}"\n')
    return file


def run(config: Path, folder: Path, *arguments: str) -> tuple[int, str]:
    return bysans(*arguments, "--config", str(config), "--data-dir", str(folder))


def settings_of(config: Path, folder: Path) -> Settings:
    return load(config, {"data_dir": folder})


@pytest.mark.parametrize("which", ["config", "sealed"])
def test_a_restored_backup_is_the_same_service(request: pytest.FixtureRequest, town: Path, tmp_path: Path, which: str) -> None:
    config, elsewhere = request.getfixturevalue(which), tmp_path / "elsewhere"
    assert run(config, town, "backup")[0] == 0
    code, words = run(config, town, "backup", "verify")
    assert (code, "is whole" in words) == (0, True)
    assert run(config, elsewhere, "restore", "latest") == (0, f"restored latest to {elsewhere}\n")

    assert {part.name for part in elsewhere.iterdir()} == {"state.db", "readings.db", "log", "admin-key", "broker"}
    assert (elsewhere / "admin-key").stat().st_mode & 0o077 == 0
    assert len(readings_in(elsewhere)) == 72
    assert readings_in(elsewhere) == readings_in(town)
    with closing(State(f"sqlite:///{elsewhere / 'state.db'}")) as state, state.read() as connection:
        assert sequences.value(connection, "log.cursor") == 42
    with closing(Log(elsewhere / "log", drained=42, segment_bytes=1 << 20, max_bytes=1 << 30)) as log:
        assert [entry.payload for entry in log.read(42, 10)[0]] == [b"waiting"]
    assert run(config, elsewhere, "drill", "--json")[0] == 0


def test_a_second_backup_writes_only_what_is_new(town: Path, config: Path) -> None:
    first = json.loads(run(config, town, "backup", "--json")[1])
    again = json.loads(run(config, town, "backup", "--json")[1])
    assert first["added_bytes"] > 1000
    assert again["added_bytes"] < 200, "only when the first was made, which the state keeps for whoever watches"
    add_days(town, 3, 4)
    day_more = json.loads(run(config, town, "backup", "--json")[1])
    assert day_more["members"] == first["members"] + 1
    assert 0 < day_more["added_bytes"] < first["added_bytes"] / 2
    assert len(json.loads(run(config, town, "backup", "list", "--json")[1])) == 3


@pytest.fixture
def nobodys_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no day be read again only because it is its turn today."""
    monkeypatch.setattr(copy, "_is_read_again", lambda _: False)


def days_of(settings: Settings) -> dict[str, Member]:
    members = repository_of(settings).read("latest").members
    return {name.removeprefix(READINGS): member for name, member in members.items() if name.startswith(READINGS)}


@pytest.mark.usefixtures("nobodys_turn")
def test_only_days_that_were_written_are_read(town: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(config, town)
    run(config, town, "backup")
    before = days_of(settings)
    write_by_hand(town, [T0 + 1])
    run(config, town, "backup")
    assert days_of(settings) == before, "no day was read, so what no mark tells of is not found yet"
    add_days(town, 2, 3)
    run(config, town, "backup")
    changed = {day for day, member in days_of(settings).items() if member != before[day]}
    assert changed == {"2025-10-11", "2025-10-12"}
    assert all(days_of(settings)[day].chunks == before[day].chunks for day in changed), "what was written was the same"

    monkeypatch.setattr(copy, "_is_read_again", lambda _: True)
    run(config, town, "backup")
    assert {day for day, member in days_of(settings).items() if member.chunks != before[day].chunks} == {"2025-10-09"}


def test_every_day_has_its_turn_within_thirty_days(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = []
    for day in range(30):
        monkeypatch.setattr(copy, "now", lambda day=day: T0 + day * DAY)
        turns.append(copy._is_read_again("readings/2025-10-09"))
    assert turns.count(True) == 1


@pytest.mark.usefixtures("nobodys_turn")
def test_a_day_whose_chunks_the_place_has_lost_is_read_again(town: Path, config: Path, tmp_path: Path) -> None:
    run(config, town, "backup")
    for file in chunk_files(tmp_path / "kept"):
        file.unlink()
    assert run(config, town, "backup")[0] == 0
    assert run(config, town, "backup", "verify")[0] == 0


@pytest.mark.usefixtures("nobodys_turn")
def test_a_day_that_was_deleted_by_rule_is_in_no_later_backup(town: Path, config: Path) -> None:
    run(config, town, "backup")
    with closing(open_readings("sqlite", data_dir=town, parameters=PARAMETERS)) as store:
        store.delete(0, T0 - T0 % DAY + DAY)
    run(config, town, "backup")
    assert sorted(days_of(settings_of(config, town))) == ["2025-10-10", "2025-10-11", "2025-10-12"]


@pytest.mark.usefixtures("nobodys_turn")
def test_a_month_that_is_thinned_in_the_archive_is_read_again(town: Path, config: Path) -> None:
    settings = settings_of(config, town)
    write_by_hand(town, [T0 + 1])
    run(config, town, "backup")
    before = days_of(settings)
    with copy.opened(settings) as stores:
        assert isinstance(stores.readings, ArchivedReadings)
        Archiver(stores.readings, Rules(archive_after=1, thin_after=1), lambda *_: None).run(T0 + 100 * DAY)
    run(config, town, "backup")
    assert {day for day, member in days_of(settings).items() if member.chunks != before[day].chunks} == {"2025-10-09"}


def test_the_state_says_when_the_newest_backup_was_made_and_not_when_one_failed(town: Path, config: Path, tmp_path: Path) -> None:
    def backed_up() -> int:
        with closing(State(f"sqlite:///{town / 'state.db'}")) as state, state.read() as connection:
            return sequences.value(connection, sequences.BACKED_UP)

    began = now()
    assert backed_up() == 0
    assert run(config, town, "backup")[0] == 0
    made = backed_up()
    assert began <= made <= now()
    (tmp_path / "kept").rename(tmp_path / "gone")
    (tmp_path / "kept").write_text("no folder")
    assert run(config, town, "backup")[0] == 1
    assert backed_up() == made


def test_a_restore_leads_back_to_the_backup_that_is_named(town: Path, config: Path, tmp_path: Path) -> None:
    run(config, town, "backup")
    (name,) = json.loads(run(config, town, "backup", "list", "--json")[1])
    add_days(town, 3, 4)
    run(config, town, "backup")
    assert run(config, tmp_path / "then", "restore", name)[0] == 0
    assert len(readings_in(tmp_path / "then")) == 72
    code, words = run(config, tmp_path / "never", "restore", "2020-01-01T00-00-00.000Z")
    assert (code, "there is no backup 2020-01-01T00-00-00.000Z: `bysans backup list` shows them" in words) == (1, True)
    assert not (tmp_path / "never").exists()


def test_a_log_that_grew_meanwhile_is_not_taken_for_a_damaged_one(town: Path, config: Path, tmp_path: Path) -> None:
    write_synced(town / "log", 10_000)  # as if later than its other files were kept
    run(config, town, "backup")
    run(config, tmp_path / "elsewhere", "restore", "latest")
    with closing(Log(tmp_path / "elsewhere" / "log", drained=42, segment_bytes=1 << 20, max_bytes=1 << 30)) as log:
        assert len(log.read(42, 10)[0]) == 1
        assert log.read(log.end, 10) == (Entries(end=log.end), log.end)


def chunk_files(folder: Path) -> list[Path]:
    return sorted(file for file in (folder / "chunks").rglob("*") if file.is_file())


@pytest.mark.parametrize("which", ["config", "sealed"])
@pytest.mark.parametrize("harm", ["a byte flipped", "cut off", "gone", "another's"])
def test_damage_is_found_named_and_never_restored(
    request: pytest.FixtureRequest, town: Path, tmp_path: Path, which: str, harm: str
) -> None:
    config = request.getfixturevalue(which)
    run(config, town, "backup")
    chunk, other = chunk_files(tmp_path / "kept")[:2]
    data = chunk.read_bytes()
    match harm:
        case "a byte flipped":
            chunk.write_bytes(data[:-5] + bytes([data[-5] ^ 1]) + data[-4:])
        case "cut off":
            chunk.write_bytes(data[: len(data) // 2])
        case "gone":
            chunk.unlink()
        case "another's":
            chunk.write_bytes(other.read_bytes())
    code, words = run(config, town, "backup", "verify")
    assert code == 1
    assert len(words.splitlines()) == 1
    assert "No such file" in words if harm == "gone" else "is damaged: chunk 1 of 1" in words
    code, words = run(config, tmp_path / "elsewhere", "restore", "latest")
    assert (code, "latest is not restored" in words) == (1, True)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("which", ["config", "sealed"])
def test_a_damaged_manifest_is_no_backup(request: pytest.FixtureRequest, town: Path, tmp_path: Path, which: str) -> None:
    config = request.getfixturevalue(which)
    run(config, town, "backup")
    (manifest,) = (tmp_path / "kept" / "backups").iterdir()
    manifest.write_bytes(manifest.read_bytes()[:-3])
    code, words = run(config, town, "backup", "verify")
    assert (code, "is damaged" in words) == (1, True)
    assert run(config, tmp_path / "elsewhere", "restore", "latest")[0] == 1
    chunks = chunk_files(tmp_path / "kept")
    code, words = run(config, town, "backup")  # the new one is whole; no chunk goes that the damaged one may need
    assert (code, "was made, but older backups could not be removed" in words) == (1, True)
    assert set(chunk_files(tmp_path / "kept")) >= set(chunks)
    assert run(config, town, "backup", "verify")[0] == 0


def test_the_wrong_key_or_none_says_so_and_names_the_setting(town: Path, sealed: Path, config: Path, tmp_path: Path) -> None:
    run(sealed, town, "backup")
    assert all(b"state/" not in file.read_bytes() for file in (tmp_path / "kept" / "backups").iterdir())
    code, words = run(config, town, "backup", "verify")
    assert (code, words) == (1, "the backups are sealed: name their key in backup.key_file\n")
    (tmp_path / "key").unlink()
    code, words = run(sealed, town, "backup")
    assert (code, "see backup.key_file" in words) == (1, True)
    bysans("backup", "new-key", str(tmp_path / "key"))
    code, words = run(sealed, town, "backup")
    assert (code, "are sealed with another key" in words) == (1, True)
    (tmp_path / "key").write_text("no key")
    assert "holds no key" in run(sealed, town, "backup")[1]


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    bysans("backup", "new-key", str(tmp_path / "key"))
    before = (tmp_path / "key").read_bytes()
    code, words = bysans("backup", "new-key", str(tmp_path / "key"))
    assert (code, "name a new file" in words) == (1, True)
    assert (tmp_path / "key").read_bytes() == before
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_a_full_disk_is_told_and_leaves_the_backup_before(
    town: Path, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(config, town, "backup")
    add_days(town, 3, 4)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(place.os, "fsync", full)
        code, words = run(config, town, "backup")
    assert (code, "No space left on device" in words, "see backup.to" in words) == (1, True, True)
    assert len(json.loads(run(config, town, "backup", "list", "--json")[1])) == 1
    assert run(config, town, "backup", "verify")[0] == 0
    assert not [file for file in (tmp_path / "kept").rglob("*") if "unfinished" in file.name]


# Hangs in the middle of a file, so that it is killed there.
STUCK = """
import os, time
from bysans.__main__ import main
sync, synced = os.fsync, []
def stuck(file):
    synced.append(sync(file))
    while len(synced) > 12:
        time.sleep(60)
os.fsync = stuck
main()
"""


def test_a_sudden_death_leaves_no_backup_and_the_next_one_is_whole(town: Path, config: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", STUCK, "backup", "--config", str(config), "--data-dir", str(town)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: len(chunk_files(tmp_path / "kept")) > 4, "some chunks were kept")
        process.send_signal(signal.SIGKILL)
    assert len(chunk_files(tmp_path / "kept")) > 4
    settings = settings_of(config, town)
    assert repository_of(settings).backups() == []
    assert run(config, town, "restore", "latest")[0] == 1
    (tmp_path / "kept" / "chunks" / ".unfinished-1").write_bytes(b"half")
    assert run(config, town, "backup")[0] == 0
    assert run(config, town, "backup", "verify")[0] == 0
    assert run(config, town, "drill")[0] == 0
    assert not [file for file in (tmp_path / "kept").rglob("*") if "unfinished" in file.name]


def test_a_damaged_state_is_not_backed_up(town: Path, config: Path) -> None:
    file = town / "state.db"
    content = bytearray(file.read_bytes())
    for position in range(4096, len(content), 97):
        content[position] ^= 0x55
    file.write_bytes(content)
    code, words = run(config, town, "backup")
    assert (code, len(words.splitlines())) == (1, 1)
    assert run(config, town, "backup", "list") == (0, "")


def test_nothing_is_restored_over_what_is_there(town: Path, config: Path) -> None:
    run(config, town, "backup")
    code, words = run(config, town, "restore", "latest")
    assert (code, "is not empty" in words) == (1, True)


def test_a_drill_reports_recovery_point_and_time_and_leaves_nothing(town: Path, config: Path) -> None:
    before = sorted(town.rglob("*"))
    code, words = run(config, town, "drill", "--json")
    report = json.loads(words)
    assert (code, report["different"]) == (0, [])
    assert report["recovery_point_s"] >= report["verify_s"] + report["restore_s"]
    assert sorted(path for path in town.rglob("*") if path.name != "backup-lock") == before
    code, words = run(config, town, "drill")
    assert (code, "recovery point: " in words, "recovery time: " in words, "the same in every member" in words) == (0, True, True, True)


HOLDS = """
import sys, time
from pathlib import Path
from bysans.backup.drill_folder import drill_folder
with drill_folder(Path(sys.argv[1])) as folder:
    (folder / "state.db").touch()
    print(folder, flush=True)
    time.sleep(60)
"""


def test_a_drill_removes_what_killed_ones_left_and_nothing_of_one_that_still_runs(town: Path, config: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(town)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert run(config, town, "drill")[0] == 0
        assert (folder / "state.db").exists()
        process.kill()
    (town / ".drill-of-an-older-release").mkdir()
    assert run(config, town, "drill")[0] == 0
    assert not list(town.glob(".drill-*"))


def test_a_drill_without_a_place_says_what_to_name(town: Path) -> None:
    code, words = bysans("drill", "--data-dir", str(town))
    assert (code, words) == (1, "the drill failed: no place for backups is named: see backup.to\n")


def test_two_do_not_back_up_at_once(town: Path, config: Path) -> None:
    routine = Routine(settings_of(config, town))
    with routine._alone(), pytest.raises(BackupError, match="another backup is being made"):
        routine.make()


def test_an_object_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.put("chunks/a", b"before")

    def dies(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", dies)
    with pytest.raises(BackupError, match="Input/output error"):
        folder.put("chunks/a", b"after")
    assert folder.get("chunks/a") == b"before"
    assert folder.names("chunks/") == {"chunks/a"}


def test_an_old_backup_is_noticed_and_a_due_one_is_made(town: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, words = run(config, town, "backup", "check")
    assert (code, "there is no backup" in words) == (1, True)
    stop = threading.Event()
    made = Routine.make

    def once(routine: Routine) -> Made:
        stop.set()
        return made(routine)

    monkeypatch.setattr(Routine, "make", once)
    settings = settings_of(config, town)
    Routine(settings).run(stop)
    code, words = run(config, town, "backup", "check")
    assert (code, "the newest 0.0 h old" in words) == (0, True)
    assert not Routine(settings)._is_due()
    monkeypatch.setattr(routine, "now", lambda: now() + 25 * HOUR)
    assert Routine(settings)._is_due()
    assert run(config, town, "backup", "check")[0] == 0
    monkeypatch.setattr(routine, "now", lambda: now() + 49 * HOUR)
    code, words = run(config, town, "backup", "check")
    assert (code, "the newest backup is 49 h old, and there should be one every 24 h" in words) == (1, True)
