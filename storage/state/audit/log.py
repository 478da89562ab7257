"""Appends to the audit log, reads it, and takes names out of it."""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, insert, or_, select, update

from domain import rfc3339
from domain.access.actor import ActorKind
from domain.access.audit_chain import GENESIS, SALT_BYTES, canonical, commitment, link
from storage.state.audit.acting import Acting
from storage.state.audit.audited import NAMES
from storage.state.tables.audit import audit

_PERSONAL = ("receiver", "key", "session")  # kinds of which before and after are forgotten with the names
_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed: before is None for what is new, after for what is gone; of a change only what differs is told."""

    action: str
    kind: str
    thing: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    is_personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the log; `at` is ms UTC. Who, thing, before and after are None once they are forgotten."""

    number: int
    at: int
    actor: ActorKind
    actor_id: str | None
    name: str | None
    address: str | None
    action: str
    kind: str
    thing: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    hash: str

    def as_json(self) -> dict[str, Any]:
        """Return the entry as JSON tells it."""
        return {**asdict(self), "at": rfc3339.write(self.at)}


def append(connection: Connection, acting: Acting, changes: Sequence[Change]) -> None:
    """Append the changes of one statement: who writes is alone until the commit, so numbers have no gap."""
    if not changes:
        return
    newest = connection.execute(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)).first()
    number, previous = (0, GENESIS) if newest is None else (newest.number, newest.hash)
    rows = []
    for change in changes:
        number += 1
        row = _row(number, previous, acting, change)
        rows.append(row)
        previous = row["hash"]
    connection.execute(insert(audit), rows)


def page(
    connection: Connection,
    *,
    before: int | None = None,
    kinds: Collection[str] = (),
    thing: str | None = None,
    since: int | None = None,
    limit: int | None = 100,
) -> list[Entry]:
    """Return up to `limit` entries, the newest first; `kinds`: only of these, `before`: the number of the last on the page before.

    `since`: ms UTC.
    """
    query = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if kinds:
        query = query.where(audit.c.kind.in_(kinds))
    if thing is not None:
        query = query.where(audit.c.thing == thing)
    if before is not None:
        query = query.where(audit.c.number < before)
    if since is not None:
        query = query.where(audit.c.at >= since)
    return [entry_of(row) for row in connection.execute(query)]


def rows_behind(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """Return the next rows of the table, the oldest first."""
    return connection.execute(select(audit).where(audit.c.number > number).order_by(audit.c.number).limit(_PAGE)).all()


def all_rows(connection: Connection) -> Iterator[Row[Any]]:
    """Yield every row of the table, the oldest first, page by page."""
    number = 0
    while rows := rows_behind(connection, number):
        yield from rows
        number = rows[-1].number


def holds(connection: Connection, number: int, hash_: bytes) -> bool:
    """Return whether the entry of this number has this hash."""
    return connection.execute(select(audit.c.hash).where(audit.c.number == number)).scalar() == hash_


def forget_names(connection: Connection, before: int) -> int:
    """Take out who acted before `before` (ms UTC), and what tells of people; return how many entries it was. The chain still holds."""
    old = audit.c.at < before
    who = update(audit).where(old, audit.c.who_salt.is_not(None)).values(who=None, who_salt=None)
    forgotten = connection.execute(who).rowcount
    # Entries of an earlier Bysans have names in before and after, too.
    named = or_(*(audit.c.content.contains(f'"{name}":"', autoescape=True) for name in sorted(NAMES)))
    personal = update(audit).where(old, audit.c.content_salt.is_not(None), or_(audit.c.kind.in_(_PERSONAL), named))
    connection.execute(personal.values(thing=None, content=None, content_salt=None))
    return forgotten


def public_part(row: Mapping[str, Any] | RowMapping) -> Mapping[str, Any]:
    """Return what of an entry is hashed as it is."""
    return {name: row[name] for name in ("number", "at", "actor", "action", "kind")}


def entry_of(row: Row[Any]) -> Entry:
    """Return the entry of a row."""
    who = {} if row.who is None else json.loads(row.who)
    content = {} if row.content is None else json.loads(row.content)
    return Entry(
        number=row.number,
        at=row.at,
        actor=row.actor,
        actor_id=who.get("id"),
        name=who.get("name"),
        address=who.get("address"),
        action=row.action,
        kind=row.kind,
        thing=row.thing,
        before=content.get("before"),
        after=content.get("after"),
        hash=row.hash.hex(),
    )


def _row(number: int, previous: bytes, acting: Acting, change: Change) -> dict[str, Any]:
    actor = acting.actor
    who = canonical({"id": actor.id, "name": actor.name, "address": acting.address if actor.keeps_address else None})
    content = canonical({"thing": change.thing, "before": change.before, "after": change.after})
    who_salt, content_salt = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(SALT_BYTES)
    row: dict[str, Any] = {
        "number": number,
        "at": acting.wall(),
        "actor": actor.kind,
        "action": change.action,
        "kind": change.kind,
        "thing": change.thing[:200],
        "who": who,
        "who_salt": who_salt,
        "who_commitment": commitment(who_salt, who),
        "content": content,
        "content_salt": content_salt,
        "content_commitment": commitment(content_salt, content),
    }
    return {**row, "hash": link(previous, public_part(row), row["who_commitment"], row["content_commitment"])}
