"""Backups that share their chunks: what has not changed since an earlier backup is kept once."""

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

from bysans.backup.failure import BackupError
from bysans.backup.manifest import FORMAT, Manifest, Member, time_of
from bysans.backup.place import Place
from bysans.backup.seal import Seal

CHUNK_BYTES = 4 * 1024 * 1024
HEADER, CHUNKS, BACKUPS = "about/format.json", "chunks/", "backups/"


class Repository:
    """Chunks and manifests at a place. A backup is there once its manifest is, which is written last.

    Opening it raises BackupError where another key sealed it.
    """

    def __init__(self, place: Place, seal: Seal) -> None:
        self._place = place
        self._seal = seal
        self._kept: set[str] | None = None
        self.added_bytes = 0  # what this run had to write, as it is kept
        self._compare_key()

    def keep(self, parts: Iterable[bytes]) -> Member:
        """Keep a member, given in parts that are never torn apart; chunks that are there already are not written again."""
        chunks, size = [], 0
        for chunk in _gathered(parts):
            chunks.append(self._keep_chunk(chunk))
            size += len(chunk)
        return Member(chunks=tuple(chunks), size=size)

    def holds(self, member: Member) -> bool:
        """Return whether all chunks of a member are there."""
        return self._names().issuperset(member.chunks)

    def finish(self, manifest: Manifest) -> None:
        """Make the backup one: its manifest is kept, under a name that has its checksum."""
        if not self._header():
            self._place.put(HEADER, json.dumps({"format": FORMAT, "key": self._seal.key_id}).encode())
        data = manifest.to_bytes()
        name = f"{BACKUPS}{manifest.name}-{self._seal.name(data)}"
        self._place.put(name, self._seal.close(name, zlib.compress(data)))

    def backups(self) -> list[str]:
        """Return the backups' names, oldest first."""
        return sorted(name.removeprefix(BACKUPS).rpartition("-")[0] for name in self._manifests())

    def read(self, name: str) -> Manifest:
        """Return a backup's manifest; `latest` is the newest. Raises BackupError where there is none, or it is damaged."""
        matching = [full for full in sorted(self._manifests()) if name in ("latest", full.removeprefix(BACKUPS).rpartition("-")[0])]
        if not matching:
            raise BackupError(
                "there is no backup yet" if name == "latest" else f"there is no backup {name}: `bysans backup list` shows them"
            )
        full = matching[-1]
        try:
            data = zlib.decompress(self._seal.open(full, self._place.get(full)))
            manifest = Manifest.from_bytes(data)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise BackupError(f"the backup {full.removeprefix(BACKUPS)} is damaged: {error}") from error
        if self._seal.name(data) != full.rpartition("-")[2]:
            raise BackupError(f"the backup {full.removeprefix(BACKUPS)} is damaged: it does not match its checksum")
        return manifest

    def content(self, name: str, member: Member) -> Iterator[bytes]:
        """Yield a member's chunks, each compared with its checksum. Raises BackupError at the first that differs."""
        for number, chunk in enumerate(member.chunks, start=1):
            try:
                data = zlib.decompress(self._seal.open(chunk, self._place.get(_path(chunk))))
            except (ValueError, zlib.error) as error:
                raise BackupError(f"{name} is damaged: chunk {number} of {len(member.chunks)} ({chunk[:12]}…) cannot be read") from error
            if self._seal.name(data) != chunk:
                raise BackupError(f"{name} is damaged: chunk {number} of {len(member.chunks)} ({chunk[:12]}…) does not match its checksum")
            yield data

    def matches(self, member: Member, parts: Iterable[bytes]) -> bool:
        """Return whether parts are what a member holds, by the names of their chunks."""
        return member.chunks == tuple(self._seal.name(chunk) for chunk in _gathered(parts))

    def prune(self, kept: Iterable[str]) -> int:
        """Remove all backups but those called `kept`, then the chunks that no backup has; return how many backups went.

        A backup whose manifest is damaged stays, and while it stays no chunk goes: it may be mended from another copy.
        """
        kept_names, removed, used = set(kept), 0, set[str]()
        for full in sorted(self._manifests()):
            name = full.removeprefix(BACKUPS).rpartition("-")[0]
            if name in kept_names:
                used.update(chunk for member in self.read(name).members.values() for chunk in member.chunks)
            else:
                self._place.remove(full)
                removed += 1
        for path in self._place.names(CHUNKS):
            if path.rpartition("/")[2] not in used:
                self._place.remove(path)
        self._kept = None
        return removed

    def _keep_chunk(self, data: bytes) -> str:
        name = self._seal.name(data)
        if name not in self._names():
            packed = self._seal.close(name, zlib.compress(data))
            self._place.put(_path(name), packed)
            self._names().add(name)
            self.added_bytes += len(packed)
        return name

    def _names(self) -> set[str]:
        """Return the names of the chunks that are there; listed once, and again after some were removed."""
        if self._kept is None:
            self._kept = {path.rpartition("/")[2] for path in self._place.names(CHUNKS)}
        return self._kept

    def _manifests(self) -> list[str]:
        """Return the manifests' full names; what else lies there is none of ours."""
        return [name for name in self._place.names(BACKUPS) if _is_manifest(name)]

    def _compare_key(self) -> None:
        header = self._header()
        if header and header.get("format") != FORMAT:
            raise BackupError("the backups have another format: use the Bysans that wrote them")
        if header and header.get("key") != self._seal.key_id:
            if self._seal.key_id is None:
                raise BackupError("the backups are sealed: name their key in backup.key_file")
            sealed = "are sealed with another key" if header.get("key") else "are not sealed: a key needs a place of its own"
            raise BackupError(f"the backups {sealed}: see backup.key_file and backup.to")

    def _header(self) -> dict[str, object]:
        if HEADER not in self._place.names("about/"):
            return {}
        try:
            header: dict[str, object] = json.loads(self._place.get(HEADER))
        except ValueError as error:
            raise BackupError(f"{HEADER} of the backups is damaged: put back a copy of it") from error
        return header


def _is_manifest(name: str) -> bool:
    with suppress(ValueError):
        time_of(name.removeprefix(BACKUPS).rpartition("-")[0])
        return True
    return False


def _path(chunk: str) -> str:
    return f"{CHUNKS}{chunk[:2]}/{chunk}"


def _gathered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Put parts together until a chunk is full."""
    gathered, size = list[bytes](), 0
    for part in parts:
        gathered.append(part)
        size += len(part)
        if size >= CHUNK_BYTES:
            yield b"".join(gathered)
            gathered, size = [], 0
    if size:
        yield b"".join(gathered)
