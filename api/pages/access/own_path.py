"""Where somebody goes after signing in: only to a page of ours."""

from urllib.parse import urlsplit

_LONGEST = 2000


def own_path(text: str, otherwise: str) -> str:
    """Return `text` when it is a path of ours, with its query, else `otherwise`: a link must not lead elsewhere by way of us.

    Browsers read a backslash as a stroke and leave out tabs and line breaks, so that `/\\host` would be another host's address.
    """
    plain = text.isascii() and text.isprintable() and "\\" not in text and " " not in text
    if not plain or not text.startswith("/") or text.startswith("//") or len(text) > _LONGEST:
        return otherwise
    parts = urlsplit(text)
    return otherwise if parts.scheme or parts.netloc or parts.path.startswith("/sign-") else text
