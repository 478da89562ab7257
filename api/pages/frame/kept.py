"""Answers that a browser may keep for a minute, and asks for again with their ETag."""

import hashlib
import json
from typing import Any

from fastapi import Request, Response

from api.pages.frame.reader import Reader

PUBLIC = "public, max-age=60"
_STAFF = "private, no-cache"
VARY = "Accept-Language, Accept-Encoding, Cookie"


def kept(request: Request, reader: Reader, body: bytes, media_type: str, *, name: str = "") -> Response:
    """Answer with `body`, or 304 to a reader that has it; what staff see nobody else may keep. `name`: of the file it is saved as."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": _STAFF if reader.sees_all else PUBLIC, "Vary": VARY}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, media_type=media_type, headers=headers)


def kept_json(request: Request, reader: Reader, content: Any) -> Response:
    """Answer with JSON in the same way."""
    return kept(request, reader, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), "application/json")


def is_known(request: Request, tag: str) -> bool:
    """Return whether the reader has what `tag` names; who compresses on the way makes an ETag weak, and it names the same."""
    return tag in [known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")]
