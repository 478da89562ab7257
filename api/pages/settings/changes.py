"""Who changed what of the settings and of the keys, newest first."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.state.access import key_log
from storage.state.access.key_log import KeyEvent
from storage.state.audit import earlier, log
from storage.state.audit.earlier import SettingChange
from storage.state.audit.log import Entry

_SECTIONS = ("receiver", "practice", "goal", "columns")
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change at `at` (ms UTC) by somebody, None where nobody had to; its text is `change.KIND`, with the `name` of what changed."""

    at: int
    by: str | None
    kind: str
    name: str


def newest_changes(connection: Connection, now: int) -> list[Change]:
    """Read the newest changes until `now` (ms UTC); those whose names are deleted are on the page of all changes."""
    changes = [_of_entry(entry) for entry in log.page(connection, kinds=_SECTIONS, limit=_SHOWN) if entry.thing is not None]
    changes += [_of_setting(change) for change in earlier.setting_changes(connection, limit=_SHOWN)]
    changes += [_of_key(event) for event in key_log.newest(connection, now, limit=_SHOWN)]
    return sorted(changes, key=lambda change: -change.at)[:_SHOWN]


def _of_entry(entry: Entry) -> Change:
    body = (entry.after or entry.before or {}).get("body") or {}
    return _change(entry.at, entry.name, f"{entry.kind}_{entry.action}", body.get("name"), entry.thing or "")


def _of_setting(change: SettingChange) -> Change:
    verb = "added" if change.before is None else "removed" if change.after is None else "changed"
    body = change.after or change.before or {}
    return _change(change.at, change.by, f"{change.section}_{verb}", body.get("name"), change.id)


def _change(at: int, by: str | None, kind: str, person: str | None, setting_id: str) -> Change:
    return Change(at=at, by=by, kind=kind, name=person or setting_id)  # only a receiver's setting holds a name


def _of_key(event: KeyEvent) -> Change:
    return Change(at=event.at, by=event.by, kind=f"key_{event.event}", name=event.key_name)
