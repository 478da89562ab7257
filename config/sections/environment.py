"""Settings in the environment: `BYSANS_` and the path of the setting, joined by `__`, such as `BYSANS_MQTT__URL`."""

import json
import os
from collections.abc import Container, Mapping, Sequence
from typing import Any

PREFIX = "BYSANS_"


def variable_of(path: Sequence[str]) -> str:
    """Return the variable's name of the setting at `path`."""
    return PREFIX + "__".join(path).upper()


def variables_of(path: Sequence[str]) -> list[str]:
    """Return the variables that are set of the setting at `path`, or of a table's settings."""
    name = variable_of(path)
    return sorted(set_name for set_name in _set() if set_name == name or set_name.startswith(f"{name}__"))


def read_environment(sections: Container[str]) -> dict[str, Any]:
    """Return what the variables of these sections set, as a tree; lists and tables are written as JSON, an empty variable sets nothing."""
    tree: dict[str, Any] = {}
    for name in sorted(_set(), key=len):  # a table's own variable before those of its settings
        if _section(name) in sections:
            branch = _value(os.environ[name])
            for part in reversed(name.removeprefix(PREFIX).lower().split("__")):
                branch = {part: branch}
            tree = merged(tree, branch)
    return tree


def unknown_variables(sections: Container[str]) -> list[str]:
    """Return the variables that look like settings and are none: most often a misspelt one."""
    return sorted(name for name in os.environ if name.startswith(PREFIX) and _section(name) not in sections)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one tree of settings over another, key by key."""
    tree = dict(below)
    for key, value in above.items():
        under = tree.get(key)
        tree[key] = merged(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return tree


def _set() -> list[str]:
    return [name for name, value in os.environ.items() if name.startswith(PREFIX) and value]


def _section(name: str) -> str:
    return name.removeprefix(PREFIX).split("__")[0].lower()


def _value(text: str) -> Any:
    if not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except ValueError:  # such as the address [::1]:8000
        return text
