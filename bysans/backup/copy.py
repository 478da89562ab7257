"""Makes a backup, restores one, and compares one with what was restored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from bysans import parts
from bysans.backup.contents import FILES, LOG, READINGS, STATE, Content, Members, members
from bysans.backup.failure import BackupError
from bysans.backup.manifest import Manifest, Member
from bysans.backup.own_files import is_own_file
from bysans.backup.repository import Repository
from bysans.clock import now
from config.settings import Settings
from domain.count_of import count_of
from domain.duration import DAY
from storage.readings.days import parse
from storage.readings.protocol import Readings, StoreAwayError, StoreRefusesError
from storage.state import dump
from storage.state.engine import State, StateAwayError
from storage.state.ingest import changed_days

_READ_AGAIN_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The stores that settings name, opened."""

    settings: Settings
    state: State
    readings: Readings

    def members(self) -> Members:
        """Yield what a backup of them has to hold."""
        return members(self.settings, self.state, self.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was made: what it had to write beside what was kept already, how long it took, how many older ones were removed."""

    manifest: Manifest
    added_bytes: int
    seconds: float
    removed: int


@contextmanager
def opened(settings: Settings) -> Iterator[Stores]:
    """Open the stores. Raises BackupError for what they, or the disk, say within."""
    try:
        with closing(State(settings.state_url)) as state, closing(parts.readings(settings, parts.catalogue(settings))) as readings:
            yield Stores(settings=settings, state=state, readings=readings)
    except (StateAwayError, StoreAwayError, StoreRefusesError) as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(f"{error.filename or 'the disk'} cannot be used: {error.strerror or error}") from error


def make(stores: Stores, repository: Repository) -> Manifest:
    """Keep all that the stores hold; return the backup, which is there once this returns. Raises BackupError, and what the stores raise."""
    with stores.state.begin() as connection:
        changed_days.begin(connection)
    at, before = now(), _newest(repository)
    kept = {content.name: _keep(content, before.get(content.name), repository) for content in stores.members()}
    manifest = Manifest(at=at, ended=now(), version=version("bysans"), revision=dump.revision(), members=kept)
    repository.finish(manifest)
    return manifest


def _newest(repository: Repository) -> Mapping[str, Member]:
    """Return what the newest backup holds; nothing where there is none, or it is damaged."""
    try:
        return repository.read("latest").members
    except BackupError:
        return {}


def _keep(content: Content, before: Member | None, repository: Repository) -> Member:
    """Keep a member; one that is marked as it was is not read, unless it is its turn."""
    is_unchanged = before is not None and content.mark is not None and before.mark == content.mark
    if before is not None and is_unchanged and not _is_read_again(content.name) and repository.holds(before):
        return before
    return replace(repository.keep(content.parts), mark=content.mark)


def _is_read_again(name: str) -> bool:
    """Return whether today is a member's turn: what changed without a mark, by somebody's hand, is in a backup within so many days."""
    return (crc32(name.encode()) - now() // DAY) % _READ_AGAIN_DAYS == 0


def verify(repository: Repository, manifest: Manifest, done: Callable[[int], None] = lambda _: None) -> None:
    """Read all of a backup and compare it with its checksums; `done` is told the bytes read. Raises BackupError."""
    for name, member in manifest.members.items():
        size = 0
        for data in repository.content(name, member):
            size += len(data)
            done(len(data))
        if size != member.size:
            raise BackupError(f"{name} is damaged: it has {count_of(size, 'byte')} instead of {member.size}")


def restore(repository: Repository, manifest: Manifest, settings: Settings) -> None:
    """Restore a backup into the stores that the settings name, which must be empty. Files and embedded stores appear whole, or not at all.

    Readings go first, the state last and in one transaction: without it no service takes what is there for whole.
    """
    if manifest.revision != dump.revision():
        raise BackupError(f"it is of Bysans {manifest.version} (revision {manifest.revision}): restore with that version, then upgrade")
    folder = settings.data_dir.absolute()
    with TemporaryDirectory(dir=folder, prefix=".restore-") as temporary:
        with opened(settings.model_copy(update={"data_dir": Path(temporary)})) as stores:
            _demand_empty(stores)
            _restore_files(repository, manifest, Path(temporary))
            _restore_readings(repository, manifest, stores.readings)
            _restore_state(repository, manifest, stores.state)
        for part in sorted(Path(temporary).iterdir()):
            part.rename(folder / part.name)


def differences(repository: Repository, manifest: Manifest, stores: Stores) -> list[str]:
    """Return the names of the members that the stores do not hold as the backup does, in order."""
    compared, different = set[str](), list[str]()
    for content in stores.members():
        compared.add(content.name)
        member = manifest.members.get(content.name, Member(chunks=(), size=0))
        if not repository.matches(member, content.parts):
            different.append(content.name)
    return sorted([*different, *(name for name, member in manifest.members.items() if member.size and name not in compared)])


def _demand_empty(stores: Stores) -> None:
    with stores.state.read() as connection:
        if not dump.is_empty(connection):
            raise BackupError("the state store is not empty: name an empty database in state.url")
    if stores.readings.devices(0, now()):
        raise BackupError("the store of readings is not empty: name an empty one in readings.url")


def _restore_files(repository: Repository, manifest: Manifest, folder: Path) -> None:
    for name, member in manifest.members.items():
        kind, _, path = name.partition("/")
        if f"{kind}/" not in (LOG, FILES):
            continue
        if not is_own_file(path) if f"{kind}/" == FILES else "/" in path:
            raise BackupError(f"its member {name} is not ours")
        file = folder / path if f"{kind}/" == FILES else folder / "log" / path
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with file.open("wb") as opened_file:
            file.chmod(0o600)
            opened_file.writelines(repository.content(name, member))


def _restore_readings(repository: Repository, manifest: Manifest, store: Readings) -> None:
    for name, member in _of_kind(manifest, READINGS):
        for data in repository.content(name, member):
            for block in parse(data):
                if refused := store.write(block):
                    raise BackupError(f"the store of readings refuses {count_of(len(refused), 'reading')} of {name}: {refused[0].detail}")


def _restore_state(repository: Repository, manifest: Manifest, state: State) -> None:
    with state.begin() as connection:
        for name, member in _of_kind(manifest, STATE):
            lines = (line for data in repository.content(name, member) for line in data.splitlines())
            try:
                dump.load(connection, name.removeprefix(STATE), lines)
            except dump.DumpError as error:
                raise BackupError(str(error)) from error


def _of_kind(manifest: Manifest, kind: str) -> Sequence[tuple[str, Member]]:
    return [(name, member) for name, member in manifest.members.items() if name.startswith(kind)]
