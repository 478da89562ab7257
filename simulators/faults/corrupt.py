"""Corrupt a message as a broken device does, with the reason for which the service must quarantine it."""

import json
from dataclasses import replace

from domain.duration import HOUR
from simulators.send.encode import encode_time
from simulators.send.message import PlannedMessage

NO_CLOCK, LOST_CLOCK = HOUR, 4_070_908_800_000  # 1970-01-01T01:00Z after a reset; 2099-01-01, a counter that overflowed


def corrupt(message: PlannedMessage, chance: float) -> PlannedMessage:
    """Return `message` as a broken device sends it, expecting quarantine; `chance` (0–1) picks the way."""
    body = json.loads(message.payload)
    first = next(iter(message.readings[0].values)) if message.readings else "pm25"
    reading = body if isinstance(body, dict) else body[0]
    ways: tuple[tuple[str, bytes], ...] = (
        ("not_json", message.payload[: max(1, int(len(message.payload) * 0.7))]),
        ("bad_encoding", message.payload.replace(b'"', b'"\xff\xfe', 1)),
        ("schema", _dump({**reading, first: "broken"})),
        # Alone: an impossible value is kept apart from its siblings, which would be stored.
        ("out_of_range", _dump({**{name: reading[name] for name in ("time", "seq") if name in reading}, first: 1e9})),
        ("ancient_time", _dump({**reading, "time": encode_time(NO_CLOCK)})),
        ("future_time", _dump({**reading, "time": encode_time(LOST_CLOCK)})),
    )
    reason, payload = ways[int(chance * len(ways))]
    return replace(message, payload=payload, readings=(), expect=reason, fault="corrupt")


def _dump(body: object) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
