"""Writes a reading as a line of InfluxDB's line protocol.

Text built here, not the client's `Point` objects: they cost twenty times as much
(https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec.json import Encoder

from domain.reading import Reading, TimeSource

MEASUREMENT = "readings"
DEVICE_TAG = "device"
TIME_SOURCE_FIELD = "time_source"
_DEVICE = TimeSource.DEVICE  # looking it up in its class for each reading costs

_encode = Encoder().encode
_FIELDS = bytes.maketrans(b":", b"=")  # JSON's names have quotes, and a colon behind them: numbers have neither
_is_plain = re.compile("[A-Za-z0-9_]+").fullmatch
_special = re.compile(r"([,= ])")
# A backslash or control character has no spelling that every version reads back as itself.
_unspeakable = re.compile(r"[\x00-\x1f\x7f\\]")


@lru_cache(maxsize=65_536)
def name(text: str) -> str:
    """Return a tag's value or a field's name, escaped; ValueError for one that line protocol can't carry."""
    if not text or _unspeakable.search(text):
        raise ValueError(f"{text!r} can't stand in line protocol: it is empty or has a control character or a backslash")
    return _special.sub(r"\\\1", text)


def lines(readings: Sequence[Reading]) -> list[str]:
    """Return each reading's line, as `line` does, at half its cost: values, all finite, become text in one go, as JSON has them.

    ValueError when the name of a parameter would have to be escaped, or a device's can't be carried.
    """
    values = [reading.values for reading in readings]
    if not all(_is_plain(parameter) for parameter in set[str]().union(*values)):
        raise ValueError("a parameter's name has to be escaped")
    fields = _encode(values)[2:-2].translate(_FIELDS, b'"').decode().split("},{") if values else []
    return [_line(reading, text) for reading, text in zip(readings, fields, strict=True)]


def line(reading: Reading) -> str:
    """Return the reading's line, its time in milliseconds; ValueError where a name can't be carried.

    Every value is a float field. The time source is a field only when it is not the device's own clock.
    """
    return _line(reading, ",".join([f"{name(parameter)}={value!r}" for parameter, value in reading.values.items()]))


def _line(reading: Reading, fields: str) -> str:
    device, time, _, source = reading
    if source is not _DEVICE:
        fields += f',{TIME_SOURCE_FIELD}="{source.value}"'
    return f"{MEASUREMENT},{DEVICE_TAG}={name(device)} {fields} {time}"
