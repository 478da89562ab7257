"""What does a room say to people, in which languages?"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def texts(room: str, language: Language) -> Mapping[str, str]:
    """Return a room's texts by key, such as `bins.heading`: what its `locale/LANGUAGE.toml` holds."""
    return _flat(tomllib.loads(resources.files(room).joinpath(f"locale/{language}.toml").read_text("utf-8")))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return found
