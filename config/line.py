"""On which line of a TOML file does a key stand? tomllib keeps no positions."""

from collections.abc import Sequence


def line_of(path: Sequence[str], lines: Sequence[str]) -> int | None:
    """Return the line (from 1) of the key at `path` or, when that is missing, of the nearest table above it; None for neither."""
    table: tuple[str, ...] = ()
    found, depth = None, 0
    for number, line in enumerate(lines, start=1):
        text = line.split("#")[0].strip()
        if text.startswith("["):
            key = table = _parts(text.strip("[] "))
        else:
            key = (*table, *_parts(text.partition("=")[0]))
        if depth < len(key) <= len(path) and tuple(path[: len(key)]) == key:
            found, depth = number, len(key)
    return found


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip(" \"'") for part in key.split(".") if part.strip())
