"""The parts of a file of figures: a figure, and where it comes from."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

_SURENESS = re.compile(r"\b[VMO]\)?$")


def _says_how_sure(source: str) -> str:
    if len(source) < 3 or not _SURENESS.search(source):
        raise ValueError("a source ends with how sure it is: V (verified), M (from memory) or O (our own choice)")
    return source


Source = Annotated[str, AfterValidator(_says_how_sure)]
Figure = Annotated[float, Field(strict=False, allow_inf_nan=False)]
