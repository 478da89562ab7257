"""What an unknown device sent, as far as a person can read it: the numbers of its message."""

import json
from collections.abc import Iterator
from typing import Any

_MOST = 12
_NOT_MEASURED = ("rx_metadata", "rxInfo", "settings", "txInfo", "received_at", "f_cnt", "fCnt", "f_port", "fPort", "time")


def sent_values(payload: bytes) -> list[tuple[str, float]]:
    """Return the numbers of a message by their keys, a dozen at most; nothing of what is no JSON."""
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError):
        return []
    return list(_numbers(message))[:_MOST]


def _numbers(value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in _NOT_MEASURED:
                continue
            if isinstance(inner, int | float) and not isinstance(inner, bool):
                yield key, inner
            else:
                yield from _numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
