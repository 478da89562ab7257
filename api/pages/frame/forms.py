"""Forms: read within a limit, and accepted only from our own pages."""

from urllib.parse import parse_qs, urlsplit

from fastapi import Request

_MOST_BYTES = 4096  # a key is some 60


class FormTooLargeError(Exception):
    """The form is larger than any that our pages send: refuse it."""


def is_our_own(request: Request, public_url: str | None) -> bool:
    """Return whether the form was sent by a page of ours: what keeps others' pages from acting in a reader's name.

    `public_url`: under which people reach us, beside the address in the request. Browsers send Sec-Fetch-Site over https and
    Origin always; a form without either is not believed.
    """
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    hosts = {request.headers.get("host", ""), urlsplit(public_url or "").netloc} - {""}
    return urlsplit(request.headers.get("origin", "")).netloc in hosts


async def read(request: Request) -> dict[str, str]:
    """Return the form's fields (the last of a name counts). Raises FormTooLargeError."""
    fields = await read_lists(request, most_bytes=_MOST_BYTES, most_fields=10)
    return {name: values[-1] for name, values in fields.items()}


async def read_lists(request: Request, *, most_bytes: int, most_fields: int) -> dict[str, list[str]]:
    """Return every value of the form's fields. Raises FormTooLargeError, and ValueError for too many of them."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise FormTooLargeError
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=most_fields)
