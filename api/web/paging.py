"""Paged lists: opaque cursors and `{items, next_cursor}`."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query

from api.web.fields import Answer
from api.web.problems import wrong_field

T = TypeVar("T")
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=1000, description="items on a page")]
Cursor = Annotated[str | None, Query(max_length=512, description="`next_cursor` of the page before")]


class Page(Answer, Generic[T]):
    """One page; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None = None


def cursor_of(*position: str | int) -> str:
    """Return the cursor for what comes behind `position`."""
    return urlsafe_b64encode(json.dumps(position, separators=(",", ":")).encode()).decode().rstrip("=")


def position_of(cursor: str | None, *types: type) -> tuple[Any, ...] | None:
    """Return the position in `cursor`, a value of each of `types`, or None without one. Raises a 422 when it is not ours."""
    if cursor is None:
        return None
    try:
        position = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        position = None
    # `type(...) is`: True would pass for an int.
    fits = isinstance(position, list) and [type(part) for part in position] == list(types)
    if not fits or not all(map(_can_be_stored, position)):
        raise wrong_field("cursor", "is not one of ours; leave it out to begin at the first page")
    return tuple(position)


def _can_be_stored(part: str | int) -> bool:
    """Return whether the stores can compare with it: they count with 64 bits, and know neither NUL nor half a character."""
    return part.isprintable() if isinstance(part, str) else -(2**63) <= part < 2**63


def page_of(rows: Sequence[Row], limit: int, answer: Callable[[Row], T], place: Callable[[Row], tuple[str | int, ...]]) -> Page[T]:
    """Return the page of `rows`, which were read one beyond `limit`; `place`: a row's position in the list's order."""
    shown = rows[:limit]
    return Page(items=[answer(row) for row in shown], next_cursor=cursor_of(*place(shown[-1])) if len(rows) > limit else None)
