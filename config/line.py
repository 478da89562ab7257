"""The line of a TOML file on which a key stands: tomllib keeps no positions."""

import re
from collections.abc import Iterator, Sequence

_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"({_NAME}(?:\s*\.\s*{_NAME})*)"
_HEADER = re.compile(rf"(\[\[?)\s*{_DOTTED}\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(rf"{_DOTTED}\s*=")


def line_of(path: Sequence[str | int], lines: Sequence[str]) -> int | None:
    """Return the line (from 1) of the key at `path` or, when that is missing, of the nearest table above it; None for neither.

    A number in `path` is the place, from 0, of a table in an array of tables.
    """
    line, depth = None, 0
    for number, key in _keys(lines):
        if depth < len(key) <= len(path) and tuple(path[: len(key)]) == key:
            line, depth = number, len(key)
    return line


def _keys(lines: Sequence[str]) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """Yield the line of every header and key with its whole path."""
    table: tuple[str | int, ...] = ()
    arrays: dict[tuple[str | int, ...], int] = {}  # the place of each array's newest table
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if header := _HEADER.fullmatch(text):
            table = _within(_parts(header[2]), arrays, opens=header[1] == "[[")
            yield number, table[:-1] if header[1] == "[[" else table  # the array itself begins with its first table
            yield number, table
        elif key := _KEY.match(text):
            yield number, (*table, *_parts(key[1]))


def _within(names: Sequence[str], arrays: dict[tuple[str | int, ...], int], *, opens: bool) -> tuple[str | int, ...]:
    """Return the path of a header's table, with its place in each array of tables; `opens`: it begins a new one of the array."""
    path: tuple[str | int, ...] = ()
    for place, name in enumerate(names, start=1):
        path = (*path, name)
        if opens and place == len(names):
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path


def _parts(key: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, key))
