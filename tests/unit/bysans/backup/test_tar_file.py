"""A backup is restored as it was packed, or not at all and with the name of the member that is damaged."""

import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bysans.backup.tar_file import SUMS, DamagedBackupError, pack, unpack

FILES = {
    "admin-key": b"bys_1_2\n",
    "broker/devices": b"air-1:secret\n",
    "models/acme.toml": b"[box]\n",
    "models/acme/box.js": b"function decodeUplink() {}\n",
    "log/00000000000000000000.log": bytes(range(256)) * 5,
    "log/lock": b"",
}
SIZE = 10_240  # of the archive: tar's unit of blocks


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    for name, content in FILES.items():
        (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "data" / name).write_bytes(content)
    pack(folder / "data", folder / "b.tar")
    return folder / "b.tar"


def refusal(file: Path, folder: Path) -> str:
    with pytest.raises(DamagedBackupError) as error:
        unpack(file, folder)
    assert list(folder.iterdir()) == []
    return str(error.value)


def test_what_was_packed_is_unpacked_and_the_checksums_stay_in_the_archive(packed: Path, tmp_path: Path) -> None:
    unpack(packed, tmp_path)
    assert contents(tmp_path) == FILES
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()} == {0o600}


def test_sha256sum_can_check_it_too(packed: Path, tmp_path: Path) -> None:
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    checked = subprocess.run(["sha256sum", "--check", SUMS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout.count(": OK")) == (0, len(FILES))


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_names_its_member(packed: Path, tmp_path: Path, name: str) -> None:
    damaged, folder = tmp_path / "damaged.tar", tmp_path / "data"
    folder.mkdir()
    with tarfile.open(packed) as archive:
        member = archive.getmember(name)
    place = member.offset_data if member.size else member.offset
    damaged.write_bytes(flipped(packed, place))
    message = refusal(damaged, folder)
    assert (f"its member {name} does not match its checksum" in message) == bool(member.size)
    assert ("damaged or cut off behind its member log/00000000000000000000.log" in message) == (not member.size)


def flipped(file: Path, place: int, mask: int = 1) -> bytes:
    data = bytearray(file.read_bytes())
    data[place] ^= mask
    return bytes(data)


@given(place=st.integers(0, SIZE - 1), mask=st.integers(1, 255))
def test_any_changed_byte_is_told_or_changes_nothing(packed: Path, place: int, mask: int) -> None:
    assert packed.stat().st_size == SIZE
    with TemporaryDirectory() as temporary:
        folder, damaged = Path(temporary) / "data", Path(temporary) / "damaged.tar"
        folder.mkdir()
        damaged.write_bytes(flipped(packed, place, mask))
        try:
            unpack(damaged, folder)
        except DamagedBackupError:
            assert list(folder.iterdir()) == []
        else:
            assert contents(folder) == FILES


def rebuilt(packed: Path, file: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with tarfile.open(packed) as archive:
        members = {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]
    change(members)
    folder = file.parent / "rebuilt"
    with tarfile.open(file, "w") as archive:
        for name, content in members.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
            archive.add(folder / name, name)
    return file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda members: members.pop("log/lock"), "its member log/lock is missing"),
        (lambda members: members.update({"log/more": b""}), f"it has no {SUMS} at its end"),
        (lambda members: members.pop(SUMS), f"it has no {SUMS} at its end"),
        (lambda members: members.clear(), f"it has no {SUMS} at its end"),
    ],
    ids=["one is missing", "one is added", "without checksums", "empty"],
)
def test_a_member_too_few_or_too_many_is_told(
    packed: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object], message: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    assert message in refusal(rebuilt(packed, tmp_path / "changed.tar", change), folder)


def test_a_file_that_the_service_deletes_meanwhile_is_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    (data / "log").mkdir(parents=True)
    (data / "log" / "a.log").write_bytes(b"a")
    opened = Path.open

    def gone(path: Path, *mode: str) -> object:
        path.unlink()
        return opened(path, *mode)

    monkeypatch.setattr(Path, "open", gone)
    pack(data, tmp_path / "b.tar")
    monkeypatch.undo()
    (tmp_path / "restored").mkdir()
    unpack(tmp_path / "b.tar", tmp_path / "restored")
    assert contents(tmp_path / "restored") == {}
