"""What InfluxDB's answers ask of us: to wait, to call a person, or to split the post."""

import re
from collections.abc import Mapping

from influxdb_client.rest import ApiException

from storage.readings.protocol import StoreAwayError, StoreRefusesError


class TooLargeError(Exception):
    """The post is larger than the server takes (413): nothing of it is written."""


class UnparsableError(Exception):
    """Some lines can't be read (400): nothing is written. `lines`: their text, each with the server's words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.lines: Mapping[str, str] = dict(_unparsable(message))


class PartlyWrittenError(Exception):
    """The store dropped some of the lines and wrote the others (422). `dropped`: how many, where it says so."""

    def __init__(self, message: str) -> None:
        super().__init__(message.removeprefix("failure writing points to database: ").removeprefix("partial write: "))
        counted = re.search(r"\bdropped=(\d+)", message)
        self.dropped = int(counted[1]) if counted else None


Answer = TooLargeError | UnparsableError | PartlyWrittenError | StoreAwayError | StoreRefusesError

TO_DO = {
    0: "no trusted connection; check the server's certificate, and whether readings.url begins with http or https as the server does",
    400: "it can't make sense of what we ask; check readings.org, and that readings.url leads to an InfluxDB 2",
    401: "it does not know the token; check readings.token_file",
    403: "the token may not do this; give it read and write permission on the bucket in readings.bucket",
    404: "there is no such bucket or organization, or the token may not see it; create it, or check readings.bucket and readings.org",
}


def meaning(error: ApiException, where: str) -> Answer:
    """Return the error to raise for an answer; `where` names the server, organization and bucket to a person.

    500 and its like are "away" because a write may be sent again without harm.
    """
    message = str(error.message if error.status else error.reason)
    reply = f"(HTTP {error.status}: {message[:500]})"
    if error.status == 413:
        return TooLargeError(message)
    if error.status == 400 and "unable to parse" in message:
        return UnparsableError(message)
    if error.status == 422:
        return PartlyWrittenError(message)
    if error.status == 429 or (error.status or 0) >= 500:
        return StoreAwayError(f"InfluxDB at {where} can't serve us now; we try again {reply}", _seconds(error.retry_after))
    to_do = TO_DO.get(error.status or 0, "check that readings.url leads to an InfluxDB 2 and nothing else")
    return StoreRefusesError(f"InfluxDB at {where} refuses us: {to_do} {reply}")


def _unparsable(message: str) -> list[tuple[str, str]]:
    return re.findall(r"^unable to parse '(.*)': (.*)$", message, re.MULTILINE)


def _seconds(retry_after: str | None) -> float | None:
    """Read a Retry-After in seconds; one that is a date is left to the caller's own patience."""
    return float(retry_after) if retry_after and retry_after.isdecimal() else None
