"""Messages that could not be used, each with who sent it and why, for a person to try again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from config.names import Names
from storage.state.ingest import quarantine
from storage.state.ingest.quarantine import Quarantined

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedMessage:
    """One message, received at `received_at` (ms UTC): `detail` names field and value.

    `device_id`: whose it is, as far as that is known, and `name` what people call that; both None where nobody knows.
    """

    id: str
    device_id: str | None
    name: str | None
    is_registered: bool
    reason: str
    detail: str
    received_at: int


def rejected_messages(
    connection: Connection, names: Names, *, devices: Sequence[str] | None = None, reason: str | None = None, limit: int = SHOWN
) -> list[RejectedMessage]:
    """Read up to `limit` messages that could not be used, of some senders or of all, the newest first."""
    rows = quarantine.page(connection, devices=devices, reason=reason, limit=limit)
    return [_message(names, row) for row in rows]


def _message(names: Names, row: Quarantined) -> RejectedMessage:
    registry = names.registry
    device_id = None if row.device is None else registry.by_dev_eui.get(row.device.lower(), row.device)
    return RejectedMessage(
        id=row.id,
        device_id=device_id,
        name=None if device_id is None else names.device(device_id),
        is_registered=device_id is not None and registry.device(device_id, names.now) is not None,
        reason=row.reason,
        detail=row.detail,
        received_at=row.received_at,
    )
