"""Optimistic locking: a change applies only to the version that its author saw (RFC 9110, If-Match and If-None-Match)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Header

from api.web.problems import ProblemError

IfMatch = Annotated[str | None, Header(max_length=512, description="the `ETag` of the version that is to be replaced")]
CachedETag = Annotated[
    str | None, Header(alias="If-None-Match", max_length=512, description="an `ETag`: a 304 while it is that version still")
]
IfNoneMatch = Annotated[str | None, Header(max_length=512, description="`*`: only when there is none yet")]


def etag_of(version: int) -> str:
    """Return a version's ETag."""
    return f'"{version}"'


def is_current(version: int, if_none_match: str | None) -> bool:
    """Return whether the reader already has this version, so that a 304 is enough."""
    return if_none_match is not None and _is_named(version, if_none_match)


def check_match(
    version: int | None,
    if_match: str | None,
    if_none_match: str | None,
    *,
    current: Mapping[str, Any] | None,
    yours: Mapping[str, Any] | None,
) -> None:
    """Raise a 428 when neither header is there, a 412 that shows both versions when they don't hold.

    `version`: of what is stored, None when nothing is.
    """
    if if_match is None and if_none_match is None:
        raise ProblemError(428, "Say which version you change: `If-Match` with the ETag of your GET, or `If-None-Match: *` to create.")
    if if_match is not None and version is None:
        raise ProblemError(412, "There is none to change; to create it, send `If-None-Match: *`.", current=None, yours=yours)
    if if_match is not None and not _is_named(version, if_match):
        raise _stale(version, current, yours, "It was changed since you read it")
    if if_none_match is not None and version is not None and (if_none_match.strip() == "*" or _is_named(version, if_none_match)):
        raise _stale(version, current, yours, "There is one already")


def _is_named(version: int | None, header: str) -> bool:
    if version is None:
        return False
    # Proxies that compress make an ETag weak; ours names the same version either way.
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag_of(version) in tags


def _stale(version: int | None, current: Mapping[str, Any] | None, yours: Mapping[str, Any] | None, what: str) -> ProblemError:
    headers = {"ETag": etag_of(version)} if version else None
    detail = f"{what}; both versions stand here: read `current`, decide, and send again with its ETag."
    return ProblemError(412, detail, headers=headers, current=current, yours=yours)
