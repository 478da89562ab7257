"""Read a TOML file into a checked form; what is wrong in it is named by file, line and key."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from config.line import line_of

T = TypeVar("T")
Key = Sequence[str | int]

_EXPECTED = {  # where pydantic speaks of Python
    "extra_forbidden": "there is no such key",
    "tuple_type": "must be a list",
    "path_type": "must be the path of a file or folder",
    "dict_type": "must be a table",
    "model_type": "must be a table",
}
_PASSWORD = re.compile(r"(?<=://)([^\s:@/]*):\S+@")


class ConfigError(Exception):
    """A file or setting cannot be used: the message names file, line and key, or the variable, and says what is expected."""


class Table(BaseModel):
    """A table of such a file: an unknown key is an error, so that a misspelt one is not silently without effect."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlFile:
    """A file's text and what it holds."""

    path: Path
    text: str
    content: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file at `path`. Raises ConfigError."""
        try:
            text = path.read_text(encoding="utf-8")
            return cls(path=path, text=text, content=tomllib.loads(text))
        except OSError as error:
            is_shipped = Path(__file__).parent in path.absolute().parents
            todo = "it belongs to the installation: install Bysans again" if is_shipped else "name a readable TOML file"
            raise ConfigError(f"{path}: cannot be read ({error.strerror}); {todo}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: is not TOML: {error}") from error

    def into(self, form: type[T]) -> T:
        """Return the content in the form of a pydantic model or type. Raises ConfigError."""
        return self.checked(lambda: TypeAdapter(form).validate_python(self.content))

    def into_part(self, name: str, form: type[T]) -> T:
        """Return the table `name` in the form of a pydantic model; other tables are not looked at. Raises ConfigError."""
        part = {name: self.content[name]}
        return self.checked(lambda: TypeAdapter(dict[str, form]).validate_python(part))[name]  # type: ignore[valid-type]

    def checked(self, build: Callable[[], T], above: Key = ()) -> T:
        """Return what `build` makes of the content; a ValueError is told of the key `above`. Raises ConfigError."""
        try:
            return build()
        except ValidationError as error:
            raise ConfigError("\n".join(self.sentence(key, wrong) for key, wrong in problems(error, self.content))) from error
        except ValueError as error:
            raise self.error(above, str(error)) from error

    def error(self, key: Key, expected: str) -> ConfigError:
        """Return the error that names a key and what is expected of it."""
        return ConfigError(self.sentence(key, f": {expected}"))

    def sentence(self, key: Key, wrong: str) -> str:
        """Return one sentence on a key: where it stands, and what is wrong with it."""
        line = line_of(key, self.text.splitlines())
        where = f"{self.path}, line {line}" if line else str(self.path)
        return f"{where}: {dotted(key)}{wrong}" if key else f"{where}{wrong}"


def names_in(folder: Path) -> list[str]:
    """Return the names of the files in `folder`, without their ending."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def read_toml(path: Path, form: type[T]) -> T:
    """Read the file at `path` into a form. Raises ConfigError."""
    return TomlFile.read(path).into(form)


def dotted(key: Key) -> str:
    """Return a key as one writes it, such as `routes.0.receivers`; places in arrays count from 0."""
    return ".".join(map(str, key))


def holds(content: Any, key: Key) -> bool:
    """Return whether there is something at `key`."""
    at = content
    for part in key:
        if not _has(at, part):
            return False
        at = at[part]
    return True


def problems(error: ValidationError, content: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Yield each wrong key of `content` once, and ` = value: what is expected`; passwords in addresses are left out."""
    wrong = [(_key(problem, content), problem) for problem in error.errors()]
    for key, problem in wrong:
        # An alternative that the writer did not mean complains of the table as a whole; the one that was meant, of a key in it.
        if not any(other[: len(key)] == key and len(other) > len(key) for other, _ in wrong):
            yield key, _PASSWORD.sub(r"\1:…@", _wrong(problem))


def _key(problem: ErrorDetails, content: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Return the path of the wrong key without the names of the alternatives that were tried."""
    key: list[str | int] = []
    at: Any = content
    for part in problem["loc"]:
        if not _has(at, part):
            continue  # the name of an alternative
        key.append(part)
        at = at[part]
    if problem["type"] == "missing":
        key.append(problem["loc"][-1])
    return tuple(key)


def _has(at: Any, part: str | int) -> bool:
    return part in at if isinstance(at, Mapping) else isinstance(at, list | tuple) and isinstance(part, int) and part < len(at)


def _wrong(problem: ErrorDetails) -> str:
    expected = _EXPECTED.get(problem["type"], problem["msg"].removeprefix("Value error, "))
    if problem["type"] == "too_short" and problem["ctx"]["field_type"] == "Tuple":
        expected = f"must name at least {problem['ctx']['min_length']}"
    if problem["type"] in ("tuple_type", "model_type", "dict_type") and isinstance(problem["input"], str):
        expected += '; in the environment a list is written as JSON, such as ["a", "b"], and a table such as {"a": 1}'
    unsaid = problem["type"] == "missing" or isinstance(problem["input"], Mapping | list | tuple)
    return f": {expected}" if unsaid else f" = {problem['input']!r}: {expected}"
