"""Who changed what of the settings and of the keys, newest first."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.state import own_settings
from storage.state.access import key_log
from storage.state.access.key_log import KeyEvent
from storage.state.own_settings import SettingChange

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change at `at` (ms UTC) by somebody, None where nobody had to; its text is `change.KIND`, with the `name` of what changed."""

    at: int
    by: str | None
    kind: str
    name: str


def newest_changes(connection: Connection) -> list[Change]:
    """Read the newest changes."""
    changes = [_of_setting(change) for change in own_settings.changes(connection, limit=_SHOWN)]
    changes += [_of_key(event) for event in key_log.newest(connection, limit=_SHOWN)]
    return sorted(changes, key=lambda change: -change.at)[:_SHOWN]


def _of_setting(change: SettingChange) -> Change:
    verb = "added" if change.before is None else "removed" if change.after is None else "changed"
    person = (change.after or change.before or {}).get("name", change.id)
    return Change(at=change.at, by=change.by, kind=f"{change.section}_{verb}", name=person if change.section == "receiver" else change.id)


def _of_key(event: KeyEvent) -> Change:
    return Change(at=event.at, by=event.by, kind=f"key_{event.event}", name=event.key_name)
