"""Finds the readings of a post that InfluxDB will never take, and writes all the others in order."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import compress

from domain.reading import Reading
from storage.readings.influxdb_answer import PartlyWrittenError, TooLargeError, UnparsableError
from storage.readings.protocol import Refusal

Post = Callable[[Sequence[str]], None]


def settle(readings: Sequence[Reading], lines: Sequence[str], post: Post) -> list[Refusal]:
    """Post the readings' lines until each is written or refused; what `post` raises beyond the three below passes through.

    Lines may be posted again on the way, always in order: at the end of two values for one key the later stands.
    """
    refused: list[Refusal] = []
    while lines:
        try:
            post(lines)
        except UnparsableError as error:
            is_good = [line not in error.lines for line in lines]
            if all(is_good):
                return refused + _halves(readings, lines, post, str(error))
            refused += [Refusal(reading, error.lines[line]) for reading, line in zip(readings, lines, strict=True) if line in error.lines]
            readings, lines = list(compress(readings, is_good)), list(compress(lines, is_good))
        except PartlyWrittenError as error:
            return refused + _dropped(readings, lines, post, error)
        except TooLargeError as error:
            return refused + _halves(readings, lines, post, f"the line alone is larger than the server takes: {error}")
        else:
            break
    return refused


def _halves(readings: Sequence[Reading], lines: Sequence[str], post: Post, why: str) -> list[Refusal]:
    if len(lines) == 1:
        return [Refusal(readings[0], why)]
    middle = len(lines) // 2
    return settle(readings[:middle], lines[:middle], post) + settle(readings[middle:], lines[middle:], post)


def _dropped(readings: Sequence[Reading], lines: Sequence[str], post: Post, error: PartlyWrittenError) -> list[Refusal]:
    """Find the dropped ones: all, or those its words describe if they are as many as it counts, or by halving.

    Words that describe another number may be about one of several causes; halving then leaves one cause a line.
    """
    for suspects in (readings, _described(readings, str(error))):
        if len(suspects) == error.dropped:
            return [Refusal(reading, str(error)) for reading in suspects]
    return _halves(readings, lines, post, str(error))


def _described(readings: Sequence[Reading], message: str) -> list[Reading]:
    """Return the readings the message speaks of: older than the bucket keeps, or with the field whose type conflicts."""
    if bound := re.search(r"Retention Policy Lower Bound at (\S+Z)", message):
        oldest = datetime.fromisoformat(bound[1]).timestamp() * 1000  # with its fraction of a millisecond, which decides here
        return [reading for reading in readings if reading.time < oldest]
    if field := re.search(r'input field "([^"]+)" on measurement', message):
        return [reading for reading in readings if field[1] in reading.values]
    return []
