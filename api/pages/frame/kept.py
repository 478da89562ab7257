"""Answers for everyone that browsers keep for a minute, and ask for again with their ETag."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from fastapi import Request, Response

from api.pages.frame.reader import Reader
from api.web.services import Services
from domain.duration import MINUTE
from storage.state import registry
from storage.state.air import site_hours

# In small letters, as the headers of an answer are that was made.
_PUBLIC = {"cache-control": "public, max-age=60", "vary": "Accept-Language, Accept-Encoding, Cookie"}


def kept(request: Request, services: Services, reader: Reader, query: Mapping[str, str], make: Callable[[Request], Response]) -> Response:
    """Answer the public with what `make` made of this path and `query` in the reader's language, this minute and of the present data.

    `make` is given a request that says no more than that: whatever else a reader sent must not come out at another one.
    Staff get theirs made for them, and nobody keeps it. Raises what `make` raises, and StateAwayError.
    """
    if reader.sees_all:
        return make(request)
    key = (request.url.path, *sorted(query.items()), reader.language, str(request.base_url))
    stamp = (*_revisions(services), services.clock() // MINUTE)
    answer = services.answers.get(key, stamp, lambda: make(_plain(request, {**query, "lang": reader.language})))
    headers = {**answer.headers, **_PUBLIC, "etag": answer.tag}
    if _has(request, answer.tag):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(answer.packed, headers={**headers, "content-encoding": "gzip"})
    return Response(answer.body, headers=headers)


def _plain(request: Request, query: Mapping[str, str]) -> Request:
    """Return the request with that query alone and no header but the host's, which the addresses of our own begin with."""
    host = [(name, value) for name, value in request.scope["headers"] if name == b"host"]
    return Request({**request.scope, "query_string": urlencode(query).encode(), "headers": host})


def _revisions(services: Services) -> tuple[int, int]:
    with services.state.read() as connection:
        return registry.revision(connection), site_hours.revision(connection)


def _has(request: Request, tag: str) -> bool:
    """Return whether the reader has what `tag` names; who compresses on the way makes an ETag weak, and it names the same."""
    return tag in [known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")]
