"""Reads the files that vendors publish beside their codecs: JSON as JavaScript has it, TOML and YAML."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import quickjs
import yaml

from bysans.models.codec_profile import ProfileError

_MOST_BYTES = 4_000_000
_MOST_NODES = 200_000  # of a file's content; YAML's aliases can make a few lines into billions
_NAME = re.compile(r"[^a-z0-9._-]+")


def read_text(path: Path) -> str:
    """Return the text of a file. Raises ProfileError."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ProfileError(f"{path}: has more than {_MOST_BYTES / 1e6:.0f} MB, so it is no codec or profile")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:  # no UTF-8, or a name that no file can have
        raise ProfileError(f"{path}: cannot be read: {error}") from error


def within(folder: Path, path: Path) -> Path:
    """Return the path of a file that another file names. Raises ProfileError where it lies outside the folder."""
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:  # a name that no file can have, a link to itself
        raise ProfileError(f"{str(path)!r}: cannot be read: {error}") from error
    if not inside:
        raise ProfileError(f"{path}: lies outside {folder}, so it is not read")
    return path


def read_literal(path: Path) -> Any:
    """Return what a file of JSON holds, also with hexadecimal numbers and comments as vendors write them. Raises ProfileError."""
    text = read_text(path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass  # read as JavaScript, within limits
    context = quickjs.Context()
    context.set_memory_limit(64 << 20)
    context.set_time_limit(1)
    try:
        return json.loads(context.eval(f"JSON.stringify((\n{text}\n))"))
    except (quickjs.JSException, TypeError, ValueError, RecursionError) as error:
        raise ProfileError(f"{path}: is not JSON: {_first_line(error)}") from error


def read_table(path: Path) -> Mapping[str, Any]:
    """Return what a file of TOML or YAML holds. Raises ProfileError."""
    text = read_text(path)
    try:
        content = tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text)
    except (ValueError, OverflowError, yaml.YAMLError, RecursionError) as error:  # ValueError: wrong TOML, or a date that is none
        raise ProfileError(f"{path}: cannot be read: {_first_line(error)}") from error
    if not isinstance(content, dict):
        raise ProfileError(f"{path}: holds no table")
    if next(islice(_nodes(content), _MOST_NODES, None), None) is not None:
        raise ProfileError(f"{path}: holds more than {_MOST_NODES} values, so it is no codec's description")
    return content


def _nodes(content: object) -> Iterator[int]:
    """Yield once for each value, however often an alias repeats it."""
    waiting = [iter([content])]
    while waiting:
        for value in waiting[-1]:
            yield 1
            if isinstance(value, dict | list):
                waiting.append(iter(value.values() if isinstance(value, dict) else value))
                break
        else:
            waiting.pop()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def bytes_of(value: object, path: Path) -> bytes:
    """Return the bytes of a list of numbers, or of hexadecimal text. Raises ProfileError."""
    try:
        if isinstance(value, str):
            return bytes.fromhex(value.removeprefix("0x"))
        return bytes(value) if isinstance(value, list) else b""
    except (ValueError, TypeError) as error:
        raise ProfileError(f"{path}: an example's bytes are {str(value)[:40]!r}, which are none") from error


def name_of(text: str) -> str:
    """Return a text as a vendor or model may be called: small letters, digits, `.`, `_`, `-`."""
    return _NAME.sub("-", text.lower()).strip("-._") or "model"
