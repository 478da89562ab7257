"""The id of a delivery: where an ingest log keeps its message, in hexadecimal, behind the log's name if it has one.

A message has it before it is acknowledged, and it costs nothing: the log has to know the place anyway.
"""

import re

_ID = re.compile(r"(?:(.+)\.)?([0-9a-f]{1,16})")


def delivery_id(position: int, log: str = "") -> str:
    """Return the id of the message that stands at a position of the log called `log`."""
    return f"{log}.{position:x}" if log else f"{position:x}"


def delivery_place(delivery: str) -> tuple[str, int]:
    """Return the log's name and the position in it. Raises ValueError for what is no id."""
    match = _ID.fullmatch(delivery)
    if match is None:
        raise ValueError(
            f"{delivery!r} is no delivery's id: up to 16 hexadecimal digits, such as 1f4a0, behind the log's name if it has one"
        )
    return match[1] or "", int(match[2], 16)
