"""The chain of the audit log: each entry's hash covers the one before, and what may be forgotten stands in it by a commitment.

An entry's public part (number, time, kind of actor, action, kind of thing) is hashed as it is. Who acted, and what was there before
and after, are hashed with a random salt, and only that hash is in the chain: when names are forgotten, text and salt are deleted
together, nobody can find the name by trying, and the chain still holds.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = bytes(32)  # stands before the first entry
SALT_BYTES = 16


def canonical(content: Mapping[str, Any]) -> str:
    """Return the one text that stands for the content: JSON with sorted keys and no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment(salt: bytes, text: str) -> bytes:
    """Return what stands in the chain for a text that may be forgotten."""
    return hashlib.sha256(salt + text.encode()).digest()


def link(previous: bytes, public: Mapping[str, Any], who: bytes, content: bytes) -> bytes:
    """Return the hash of an entry: of the one before, its public part, and its two commitments."""
    return hashlib.sha256(previous + canonical(public).encode() + who + content).digest()
