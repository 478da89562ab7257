"""A queried period, where start or end may be left out."""

from api.web.problems import wrong_field
from domain.rfc3339 import EARLIEST


def period(start: int | None, end: int | None, *, latest: int, lasting: int) -> tuple[int, int]:
    """Return `[start, end)` (ms UTC): without `end` until `latest`, without `start` `lasting` ms long. Raises a 422 when it is empty."""
    before = latest if end is None else end
    since = max(EARLIEST, before - lasting) if start is None else start
    if since >= before:
        raise wrong_field("start", "must lie before `end`")
    return since, before
