"""A page that stands open fetches its content again: it gets only what may change, and nothing where nothing has."""

import hashlib
import re
from dataclasses import dataclass

from fastapi import Request

# Stands in a page where the version of its content will stand: the page sends it back as `?seen=`.
VERSION = "version-of-this-content"
_BAR = re.compile("<!--bar-->(.*?)<!--/bar-->", re.DOTALL)
_NOW = re.compile("<!--now-->(.*?)<!--/now-->", re.DOTALL)
_UNCHANGED = 204


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent of a page, and whether that is a part of it."""

    status: int
    content: str
    is_part: bool


def part_for(request: Request, status: int, page: str) -> Sent:
    """Return what to send of a rendered page.

    A browser that loads it gets it whole, and so does a script that names no version. One that fetches it again gets the bar and
    the content between `<!--now-->` and `<!--/now-->` (a page without those marks is a fragment itself), or 204 when it has that.
    """
    part = _part(page)
    version = hashlib.sha256(part.encode()).hexdigest()[:12]
    seen = request.query_params.get("seen")
    if "hx-request" not in request.headers or seen is None or status != 200:
        return Sent(status, page.replace(VERSION, version), is_part=False)
    if seen == version:
        return Sent(_UNCHANGED, "", is_part=True)
    return Sent(status, part.replace(VERSION, version), is_part=True)


def _part(page: str) -> str:
    now, bar = _NOW.search(page), _BAR.search(page)
    if now is None:
        return page
    # The bar takes its own place, whatever the script asks for.
    return (bar[1].replace("<nav ", '<nav hx-swap-oob="outerMorph" ', 1) if bar else "") + now[1]
