"""Verifies the audit log's chain, and names the first entry that breaks it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from domain.access.audit_chain import GENESIS, commitment, link
from storage.state.audit.log import public_part


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far the chain holds: `count` entries, the hash of the last, and what is wrong with the next, None when nothing is."""

    count: int
    head: bytes
    broken: str | None = None


def verified(rows: Iterable[Row[Any]]) -> Verdict:
    """Return how far the chain of the rows, the oldest first, holds."""
    count, head = 0, GENESIS
    for row in rows:
        wrong = _wrong(row, count + 1, head)
        if wrong is not None:
            return Verdict(count=count, head=head, broken=wrong)
        count, head = count + 1, row.hash
    return Verdict(count=count, head=head)


def _wrong(row: Row[Any], number: int, previous: bytes) -> str | None:
    if row.number != number:
        return f"entry {number} is missing: the next is {row.number}"
    if link(previous, public_part(row._mapping), row.who_commitment, row.content_commitment) != row.hash:
        return f"entry {number} is not what it was: its hash differs"
    if not _fits(row.who, row.who_salt, row.who_commitment):
        return f"entry {number} is not what it was: who acted differs"
    if not _fits(row.content, row.content_salt, row.content_commitment) or not _thing_fits(row):
        return f"entry {number} is not what it was: before or after differs"
    return None


def _fits(text: str | None, salt: bytes | None, committed: bytes) -> bool:
    """Return whether a text is what was committed to; one that was forgotten is, with its salt."""
    if text is None or salt is None:
        return text is None and salt is None
    return commitment(salt, text) == committed


def _thing_fits(row: Row[Any]) -> bool:
    return row.thing is None if row.content is None else row.thing == json.loads(row.content)["thing"][:200]
