"""Reads the files that vendors publish beside their codecs: JSON as JavaScript has it, TOML and YAML."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import quickjs
import yaml

from bysans.models.codec_profile import ProfileError

_MOST_BYTES = 4_000_000
_NAME = re.compile(r"[^a-z0-9._-]+")


def read_text(path: Path) -> str:
    """Return the text of a file. Raises ProfileError."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ProfileError(f"{path}: has more than {_MOST_BYTES / 1e6:.0f} MB, so it is no codec or profile")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read: {error}") from error


def read_literal(path: Path) -> Any:
    """Return what a file of JSON holds, also with hexadecimal numbers and comments as vendors write them. Raises ProfileError."""
    text = read_text(path)
    try:
        return json.loads(text)
    except ValueError:
        pass  # read as JavaScript, within limits
    context = quickjs.Context()
    context.set_memory_limit(64 << 20)
    context.set_time_limit(1)
    try:
        return json.loads(context.eval(f"JSON.stringify((\n{text}\n))"))
    except (quickjs.JSException, TypeError, ValueError) as error:
        raise ProfileError(f"{path}: is not JSON: {str(error).splitlines()[0]}") from error


def read_table(path: Path) -> Mapping[str, Any]:
    """Return what a file of TOML or YAML holds. Raises ProfileError."""
    text = read_text(path)
    try:
        content = tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text)
    except (tomllib.TOMLDecodeError, yaml.YAMLError, RecursionError) as error:
        raise ProfileError(f"{path}: cannot be read: {str(error).splitlines()[0]}") from error
    if not isinstance(content, dict):
        raise ProfileError(f"{path}: holds no table")
    return content


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
