"""How ids, times and numbers are written in bodies, queries and answers."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema

from api.web.problems import wrong_field
from domain.device import ID_IN_WORDS, ID_PATTERN

# A plus sign in a query that was not escaped arrives as a space.
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:([Zz])|([+\- ])(\d\d:\d\d))", re.ASCII)
_UNIX = re.compile(r"-?\d{1,12}(\.\d{1,9})?", re.ASCII)
EARLIEST, LATEST = -62_135_596_800_000, 253_402_300_799_999  # the years 1–9999, which RFC 3339 can write


def parse_time(value: object) -> int:
    """Return ms UTC of an RFC 3339 time with offset or of Unix seconds (number or text). Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("must be RFC 3339 with an offset, such as 2026-01-31T12:00:00Z, or Unix seconds")  # noqa: TRY004 - pydantic's way
    if isinstance(value, str) and not _UNIX.fullmatch(value):
        time = _rfc3339(value)
    else:
        time = _unix(float(value) if isinstance(value, str) else value)
    if not EARLIEST <= time <= LATEST:
        raise ValueError("must lie in the years 1–9999")
    return time


def format_time(time: int) -> str:
    """Write ms UTC as RFC 3339 with milliseconds and `Z`."""
    # By whole seconds and remainder: a float of seconds would lose a millisecond here and there.
    seconds, rest = divmod(time, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z".rjust(24, "0")


def _unix(seconds: float) -> int:  # an int may be larger than any float
    if not abs(seconds) < 1e12:  # NaN and infinity too
        raise ValueError("is not a time: Unix seconds have at most 12 digits")
    return round(seconds * 1000)


def _rfc3339(text: str) -> int:
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} must be RFC 3339 with an offset, such as 2026-01-31T12:00:00Z, or Unix seconds")
    date, clock, zulu, sign, offset = match.groups()
    zone = "+00:00" if zulu else sign.replace(" ", "+") + offset
    try:
        moment = datetime.fromisoformat(f"{date}T{clock}{zone}")
        since_epoch = moment - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a time that exists: {error}") from error
    return (since_epoch.days * 86_400 + since_epoch.seconds) * 1000 + since_epoch.microseconds // 1000


_TIME_IN = {
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}],
    "description": "RFC 3339 with offset, or Unix seconds",
}
_TIME_OUT = {"type": "string", "format": "date-time"}

TimeIn = Annotated[int, BeforeValidator(parse_time), WithJsonSchema(_TIME_IN)]
TimeOut = Annotated[int, PlainSerializer(format_time, return_type=str), WithJsonSchema(_TIME_OUT, mode="serialization")]
_ID, _ONE_LINE = f"^{ID_PATTERN}$", r"^[^\x00-\x1f\x7f]*$"
Id = Annotated[str, StringConstraints(pattern=_ID)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_ONE_LINE)]
IN_WORDS: Mapping[str | None, str] = {
    _ID: f"must be {ID_IN_WORDS}",
    _ONE_LINE: "must be one line, without control characters",
}  # what a pattern asks for
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]  # `true` and `"12"` are not numbers
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
