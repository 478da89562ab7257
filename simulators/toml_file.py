"""Read a TOML file into a checked model; errors name file, line and key."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from config.line import line_of

T = TypeVar("T", bound=BaseModel)


class TomlFileError(Exception):
    """The file cannot be used: the message names file, line and key, or the names there are."""


class Section(BaseModel):
    """A table of such a file: unknown keys are refused, so that a misspelt one is not silently without effect."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def names_in(folder: Path) -> list[str]:
    """Return the names of the files in `folder`, without their ending."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def read_toml(path: Path, into: type[T]) -> T:
    """Read `path`. Raises TomlFileError."""
    try:
        text = path.read_text(encoding="utf-8")
        return into(**tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise TomlFileError(f"{path}: cannot be read ({error}); name a readable TOML file") from error
    except tomllib.TOMLDecodeError as error:
        raise TomlFileError(f"{path}: is not TOML: {error}") from error
    except ValidationError as error:
        raise TomlFileError("\n".join(_sentences(error, path, text))) from error


def _sentences(error: ValidationError, path: Path, text: str) -> Iterator[str]:
    for problem in error.errors():
        keys = [str(part) for part in problem["loc"] if isinstance(part, str)]
        line = line_of(keys, text.splitlines())
        where = f"{path}, line {line}" if line else str(path)
        wrong = "there is no such key" if problem["type"] == "extra_forbidden" else problem["msg"].removeprefix("Value error, ")
        what = "" if isinstance(problem["input"], dict) else f" = {problem['input']!r}"
        yield f"{where}: {'.'.join(keys)}{what}: {wrong}"
