"""How is a reading written as a line of InfluxDB's line protocol?

Text built here, not the client's `Point` objects: they cost twenty times as much
(https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/).
"""

import re
from functools import lru_cache

from domain.reading import Reading, TimeSource

MEASUREMENT = "readings"
DEVICE_TAG = "device"
TIME_SOURCE_FIELD = "time_source"

_special = re.compile(r"([,= ])")
# A backslash or control character has no spelling that every version reads back as itself.
_unspeakable = re.compile(r"[\x00-\x1f\x7f\\]")


@lru_cache(maxsize=65_536)
def name(text: str) -> str:
    """Return a tag's value or a field's name, escaped; ValueError for one that line protocol can't carry."""
    if not text or _unspeakable.search(text):
        raise ValueError(f"{text!r} can't stand in line protocol: it is empty or has a control character or a backslash")
    return _special.sub(r"\\\1", text)


def line(reading: Reading) -> str:
    """Return the reading's line, its time in milliseconds; ValueError where a name can't be carried.

    Every value is a float field. The time source is a field only when it is not the device's own clock.
    """
    fields = ",".join([f"{name(parameter)}={value!r}" for parameter, value in reading.values.items()])
    if reading.time_source is not TimeSource.DEVICE:
        fields += f',{TIME_SOURCE_FIELD}="{reading.time_source.value}"'
    return f"{MEASUREMENT},{DEVICE_TAG}={name(reading.device_id)} {fields} {reading.time}"
