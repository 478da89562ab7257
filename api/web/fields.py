"""How ids, times and numbers are written in bodies, queries and answers."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema

from api.web.problems import wrong_field
from domain import rfc3339
from domain.device import ID_IN_WORDS, ID_PATTERN
from domain.digits import tidy
from domain.one_line import ONE_LINE, ONE_LINE_IN_WORDS

_UNIX = re.compile(r"-?\d{1,12}(\.\d{1,9})?", re.ASCII)
# A plus sign in a query that was not escaped arrives as a space.
_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:\d\d$)", re.ASCII)


def parse_time(value: object) -> int:
    """Return ms UTC of an RFC 3339 time with offset or of Unix seconds (number or text). Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"must be {rfc3339.FORMAT}, or Unix seconds")  # noqa: TRY004 - pydantic's way
    if isinstance(value, str) and not _UNIX.fullmatch(value):
        time = _rfc3339(value)
    else:
        time = _unix(float(value) if isinstance(value, str) else value)
    if not rfc3339.EARLIEST <= time <= rfc3339.LATEST:
        raise ValueError("must lie in the years 1–9999")
    return time


def _unix(seconds: float) -> int:  # an int may be larger than any float
    if not abs(seconds) < 1e12:  # NaN and infinity too
        raise ValueError("is not a time: Unix seconds have at most 12 digits")
    return round(seconds * 1000)


def _rfc3339(text: str) -> int:
    try:
        return rfc3339.read(_LOST_PLUS.sub("+", text))
    except ValueError as error:
        raise ValueError(f"{error}; Unix seconds are read too") from error


_TIME_IN = {
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}],
    "description": "RFC 3339 with offset, or Unix seconds",
}
_TIME_OUT = {"type": "string", "format": "date-time"}

TimeIn = Annotated[int, BeforeValidator(parse_time), WithJsonSchema(_TIME_IN)]
TimeOut = Annotated[int, PlainSerializer(rfc3339.write, return_type=str), WithJsonSchema(_TIME_OUT, mode="serialization")]
_ID = f"^{ID_PATTERN}$"
Id = Annotated[str, StringConstraints(pattern=_ID)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE)]
Note = Annotated[str, StringConstraints(max_length=500, pattern=ONE_LINE)]  # what people add in words of their own
IN_WORDS: Mapping[str | None, str] = {
    _ID: f"must be {ID_IN_WORDS}",
    ONE_LINE: f"must be {ONE_LINE_IN_WORDS}",
}  # what a pattern asks for
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]  # `true` and `"12"` are not numbers
Figure = Annotated[float, PlainSerializer(tidy, return_type=float)]  # a computed one; what was sent is answered as it was sent
Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]


class Body(BaseModel):
    """What is sent to us: an unknown field is an error, so that a misspelt one is told."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Answer(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, json_schema_serialization_defaults_required=True)


def check_id(body_id: str | None, path_id: str) -> None:
    """Raise a 422 when the body names another id than the address."""
    if body_id not in (None, path_id):
        raise wrong_field("id", f"{body_id!r} is not the address's {path_id!r}; leave it out or make them equal")


def examples(*bodies: dict[str, Any]) -> ConfigDict:
    """Return a model configuration that shows `bodies` in the API's documents."""
    return ConfigDict(json_schema_extra={"examples": list(bodies)})
