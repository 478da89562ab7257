"""How is a TOML file of figures read, so that a wrong one is named by file, line and key?"""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.line import line_of

T = TypeVar("T", bound=BaseModel)

# Every figure says where it comes from, and ends with how sure that is: V(erified), M(emory) or O(ur own choice).
Source = Annotated[str, Field(min_length=3, pattern=r"\b[VMO]\)?$")]
Figure = Annotated[float, Field(strict=False, allow_inf_nan=False)]


class FiguresError(Exception):
    """A shipped file of figures is wrong: the message names file, line and key and says what is expected."""


class Table(BaseModel):
    """A table of such a file: an unknown key is an error, so that a misspelt one is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_figures(file: Path, form: type[T]) -> T:
    """Return the file's content. Raises FiguresError."""
    try:
        text = file.read_text(encoding="utf-8")
        return form.model_validate(tomllib.loads(text))
    except OSError as error:
        ours = "; it belongs to the installation: install Bysans again" if Path(__file__).parent in file.parents else ""
        raise FiguresError(f"{file}: cannot be read ({error.strerror}){ours}") from error
    except ValidationError as error:
        raise FiguresError("\n".join(_sentences(file, text, error))) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FiguresError(f"{file}: is not TOML: {error}") from error


def _sentences(file: Path, text: str, error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        path: Sequence[str] = [str(part) for part in problem["loc"]]
        # An array of tables has numbers in its path that stand nowhere in the file.
        line = line_of([part for part in path if not part.isdigit()], text.splitlines())
        where = f"{file}, line {line}" if line else str(file)
        yield f"{where}: {'.'.join(path)}: {problem['msg']}"
