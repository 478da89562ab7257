"""An id that a person need not think of, made from a name."""

import re
import unicodedata
from collections.abc import Collection

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_LONGEST = 40


def new_id(name: str, taken: Collection[str], *, nameless: str) -> str:
    """Return an id for a name that nobody has yet: `kari-nordmann`, `kari-nordmann-2`; `nameless` where none of its letters can stay."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST].strip("-") or nameless
    number, free = 1, base
    while free in taken:
        number += 1
        free = f"{base}-{number}"
    return free
