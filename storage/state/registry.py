"""Which devices, sites and bins there are and were: versions in the table `things`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, case, func, select

from domain.device import Bin, Device, History, Registry, Site
from storage.state import sequences
from storage.state.engine import State, upsert
from storage.state.tables.registry import things

Thing = Device | Site | Bin
ThingT = TypeVar("ThingT", Device, Site, Bin)

KINDS: Mapping[type[Device | Site | Bin], str] = {Device: "device", Site: "site", Bin: "bin"}
_REVISION = "registry"
_AT_ONCE = 10_000  # rows read before they are things: a million of both would take twice the memory


def revision(connection: Connection) -> int:
    """Return a number that grows with every change of the registry."""
    return sequences.value(connection, _REVISION)


def put(connection: Connection, thing: Thing) -> int:
    """Open (or replace) the version that begins at `thing.valid_from`; return the change's revision."""
    return put_all(connection, [thing])


def put_all(connection: Connection, versions: Sequence[Thing]) -> int:
    """Open (or replace) many versions, each as a change of its own; return the newest revision."""
    if not versions:
        return revision(connection)
    newest = sequences.advance(connection, _REVISION, len(versions))
    insert = upsert(connection, things)
    replaced = {name: insert.excluded[name] for name in ("removed", "body", "rev")}
    put_ = insert.on_conflict_do_update(index_elements=["kind", "id", "valid_from"], set_=replaced)
    connection.execute(put_, [_row(thing, rev) for rev, thing in enumerate(versions, newest - len(versions) + 1)])
    return newest


def remove(connection: Connection, thing: Thing, at: int) -> None:
    """End `thing` from `at` (ms UTC) on; what it was before stays known."""
    put(connection, replace(thing, valid_from=max(at, thing.valid_from), removed=True))


def get(connection: Connection, kind: type[ThingT], thing_id: str, at: int) -> ThingT | None:
    """Return the thing as it was at `at` (ms UTC; before its first version, as it was first), or None when unknown or removed."""
    versions = history(connection, kind, thing_id)
    thing = versions.at(at) if versions else None
    return None if thing is None or thing.removed else thing


def history(connection: Connection, kind: type[ThingT], thing_id: str) -> History[ThingT] | None:
    """Return every version of one thing, or None when there never was one."""
    query = select(things).where(things.c.kind == KINDS[kind], things.c.id == thing_id).order_by(things.c.valid_from)
    versions = [_thing(kind, row) for row in connection.execute(query)]
    return History(versions) if versions else None


def page(connection: Connection, kind: type[ThingT], *, at: int, after: str = "", limit: int = 100) -> list[ThingT]:
    """Return up to `limit` things of a kind as they are at `at` (ms UTC), by id, beginning behind `after`; removed ones are left out.

    As in a history, what is valid only later is as it will be first: a replay's clock lies before all registrations.
    """
    # Asked of each row in the order of the primary key, which ends with the page: a million others are not looked at.
    versions = things.alias()
    newest = func.coalesce(func.max(case((versions.c.valid_from <= at, versions.c.valid_from))), func.min(versions.c.valid_from))
    valid_from = select(newest).where(versions.c.kind == things.c.kind, versions.c.id == things.c.id).scalar_subquery()
    query = (
        select(things)
        .where(things.c.kind == KINDS[kind], things.c.id > after, things.c.valid_from == valid_from, things.c.removed.is_(False))
        .order_by(things.c.id)
        .limit(limit)
    )
    return [_thing(kind, row) for row in connection.execute(query)]


def changed_since(connection: Connection, rev: int, limit: int) -> list[tuple[int, Thing]]:
    """Return up to `limit` (revision, version) that were put after revision `rev`, in order of change."""
    kinds: dict[str, Callable[..., Any]] = {name: kind for kind, name in KINDS.items()}
    query = select(things).where(things.c.rev > rev).order_by(things.c.rev).limit(limit)
    return [(row.rev, _thing(kinds[row.kind], row)) for row in connection.execute(query)]


class RegistryCache:
    """The whole registry in memory, refreshed by what changed since the last look; any thread may ask.

    No lock: a snapshot is whole in itself, and one that an older replaces in a race is made anew at the next look.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._snapshot = _EMPTY

    def current(self) -> Registry:
        """Return the registry as it is now. Raises StateAwayError."""
        with self._state.read() as connection:
            return self.refresh(connection)

    def refresh(self, connection: Connection) -> Registry:
        """Return the registry as `connection` sees it, and keep it for all: its transaction has changed nothing that may be undone."""
        self._snapshot = _advanced(self._snapshot, connection)
        return self._snapshot.registry

    def seen_by(self, connection: Connection) -> Registry:
        """Return the registry as `connection` sees it, with what its transaction has changed and may undo."""
        return _advanced(self._snapshot, connection).registry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """The registry at a revision, with the versions by kind, id and `valid_from` that it is made of."""

    rev: int
    versions: Mapping[type, Mapping[str, Mapping[int, Any]]]
    registry: Registry


_EMPTY = _Snapshot(rev=0, versions={Device: {}, Site: {}, Bin: {}}, registry=Registry(devices={}, sites={}, bins={}, by_dev_eui={}))


def _advanced(snapshot: _Snapshot, connection: Connection) -> _Snapshot:
    """Return the snapshot with what `connection` sees beyond it."""
    if sequences.value(connection, _REVISION) == snapshot.rev:
        return snapshot
    newer = select(things).where(things.c.rev > snapshot.rev).order_by(things.c.rev).execution_options(yield_per=_AT_ONCE)
    rev = snapshot.rev
    kinds: dict[str, Any] = {name: kind for kind, name in KINDS.items()}
    changed: dict[type, dict[str, dict[int, Any]]] = {Device: {}, Site: {}, Bin: {}}
    for row in connection.execute(newer):
        rev, kind = row.rev, kinds[row.kind]
        versions = changed[kind].setdefault(row.id, dict(snapshot.versions[kind].get(row.id, {})))
        versions[row.valid_from] = _thing(kind, row)
    if rev == snapshot.rev:
        return snapshot
    histories = {
        kind: {name: History([v for _, v in sorted(of.items())]) for name, of in things_.items()} for kind, things_ in changed.items()
    }
    devices = {**snapshot.registry.devices, **histories[Device]}
    return _Snapshot(
        rev=rev,
        versions={kind: {**snapshot.versions[kind], **changed[kind]} for kind in changed},
        registry=Registry(
            devices=devices,
            sites={**snapshot.registry.sites, **histories[Site]},
            bins={**snapshot.registry.bins, **histories[Bin]},
            by_dev_eui=_by_dev_eui(devices),
        ),
    )


def _by_dev_eui(devices: Mapping[str, History[Device]]) -> dict[str, str]:
    newest = (history.versions[-1] for history in devices.values())
    return {device.dev_eui.lower(): device.id for device in newest if device.dev_eui and not device.removed}


def _row(thing: Thing, rev: int) -> dict[str, Any]:
    body = asdict(thing)
    own = {name: body.pop(name) for name in ("id", "valid_from", "removed")}
    return {**own, "kind": KINDS[type(thing)], "body": body, "rev": rev}


def _thing(kind: Callable[..., ThingT], row: Row[Any]) -> ThingT:
    body = {name: tuple(value) if isinstance(value, list) else value for name, value in row.body.items()}
    return kind(id=row.id, valid_from=row.valid_from, removed=row.removed, **body)
