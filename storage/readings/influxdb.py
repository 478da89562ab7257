"""Keeps readings in InfluxDB 2."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.domain.dialect import Dialect
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException
from urllib3.exceptions import HTTPError

from domain import rfc3339
from domain.columns import ReadingColumns
from domain.reading import Reading
from storage.readings import flux
from storage.readings.influxdb_answer import meaning
from storage.readings.line_protocol import MEASUREMENT, line, lines
from storage.readings.protocol import Refusal, StoreAwayError
from storage.readings.settling import settle
from storage.readings.storable import storable

TIMEOUT_MS = 30_000
# A query costs 20 ms before it reads anything, so the next asks for more devices when the page is not full: sparse ones, then.
FIRST_DEVICES, GROWTH, MOST_DEVICES = 8, 8, 512

T = TypeVar("T")


class InfluxReadings:
    """Readings (the Protocol) in one bucket: measurement `readings`, tag `device`, a float field a parameter.

    `token` needs read and write permission on the bucket. ValueError for a token that no HTTP header carries.
    """

    def __init__(self, url: str, *, org: str, bucket: str, token: str) -> None:
        if not token or not token.isascii() or not token.isprintable():
            raise ValueError("the InfluxDB token is empty or has characters no token has; check the file readings.token_file names")
        self._bucket = bucket
        self._where = f"{url} (organization {org!r}, bucket {bucket!r})"
        # Without gzip: compressing a batch costs more than everything else we do to it.
        self._client = InfluxDBClient(url=url, token=token, org=org, timeout=TIMEOUT_MS)
        # The batching mode loses what it holds when it is closed, and its flush is empty.
        self._writer = self._client.write_api(write_options=SYNCHRONOUS)
        self._querier = self._client.query_api()
        self._deleter = self._client.delete_api()

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        """Store all but what is returned; see the Protocol."""
        good, refused = storable(ReadingColumns.of(readings))
        try:
            texts = lines(good)
        except ValueError:  # a name that is not plain: each line by itself tells whose
            good, texts, unspeakable = _one_by_one(good)
            refused += unspeakable
        return refused + settle(good, texts, self._post)

    def read(
        self, devices: Sequence[str], start: int, end: int, *, after: tuple[str, int] | None = None, limit: int = 5000
    ) -> list[Reading]:
        """Return one page, ordered by device, then time; see the Protocol."""
        page: list[Reading] = []
        for portion, first in _portions(devices, start, after):
            room = limit - len(page)
            if room > 0 and first < end:
                page += self._ask(portion, first, end, room)[:room]
        return page

    def devices(self, start: int, end: int) -> list[str]:
        """Return the devices that have readings with start <= time < end (ms UTC), in order; see the Protocol."""
        if start >= end:
            return []
        return sorted(flux.values(self._answer_to(flux.devices(self._bucket, start, end))))

    def delete(self, start: int, end: int) -> None:
        """Delete all readings with start <= time < end (ms UTC); see the Protocol."""
        if start >= end:
            return
        first, last = (rfc3339.write(time) for time in (start, end - 1))  # the last is deleted too
        only_ours = f"_measurement={flux.text(MEASUREMENT)}"
        self._answered(lambda: self._deleter.delete(first, last, only_ours, bucket=self._bucket))

    def check(self) -> None:
        """Prove that the token may write to the bucket and read it; see the Protocol."""
        self._post([""])  # stores nothing, yet is refused like any write
        self._ask(["check"], 0, 1, 1)

    def close(self) -> None:
        """Close the connections; see the Protocol."""
        self._client.close()

    def _post(self, lines: Sequence[str]) -> None:
        body = "\n".join(lines).encode()
        precision: Any = WritePrecision.MS  # a text, which the client annotates as if it were an instance
        self._answered(lambda: self._writer.write(self._bucket, record=body, write_precision=precision))

    def _ask(self, devices: Sequence[str], start: int, end: int, limit: int) -> list[Reading]:
        readings = flux.readings(self._answer_to(flux.page(self._bucket, devices, start, end, limit)))
        return sorted(readings, key=lambda reading: (reading.device_id, reading.time))

    def _answer_to(self, query: str) -> str:
        dialect = Dialect(header=True, annotations=[])
        answer: bytes = self._answered(lambda: self._querier.query_raw(query, dialect=dialect).data)
        return answer.decode()

    def _answered(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except ApiException as error:
            raise meaning(error, self._where) from error
        except HTTPError as error:
            raise StoreAwayError(f"InfluxDB at {self._where} does not answer; see that it runs and can be reached ({error})") from error


def _one_by_one(readings: Iterable[Reading]) -> tuple[ReadingColumns, list[str], list[Refusal]]:
    speakable, texts, refused = ReadingColumns(), list[str](), list[Refusal]()
    for reading in readings:
        try:
            texts.append(line(reading))
        except ValueError as error:
            refused.append(Refusal(reading, str(error)))
        else:
            speakable.append(reading)
    return speakable, texts, refused


def _portions(devices: Sequence[str], start: int, after: tuple[str, int] | None) -> Iterator[tuple[Sequence[str], int]]:
    """Give the devices in order, some at a time, with the first time (ms UTC) wanted of them."""
    ordered = sorted(set(devices))
    if after is not None:
        if after[0] in ordered:
            yield [after[0]], max(start, after[1] + 1)
        ordered = [device for device in ordered if device > after[0]]
    size = FIRST_DEVICES
    while ordered:
        yield ordered[:size], start
        ordered = ordered[size:]
        size = min(size * GROWTH, MOST_DEVICES)
