"""Each status says who must act: time, a person, or we ourselves by parting the post."""

import json

import pytest
from influxdb_client.rest import ApiException
from urllib3 import HTTPResponse

from storage.readings.influxdb_answer import PartlyWrittenError, TooLargeError, UnparsableError, meaning
from storage.readings.protocol import StoreAwayError, StoreRefusesError


def answered(status: int, message: str = "words", headers: dict[str, str] | None = None) -> Exception:
    response = HTTPResponse(body=json.dumps({"message": message}).encode(), status=status, headers=headers)
    return meaning(ApiException(http_resp=response), "http://influx:8086 (bucket 'bysans')")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_away(status: int) -> None:
    error = answered(status, "no space left on device")
    assert isinstance(error, StoreAwayError)
    assert "http://influx:8086" in str(error)
    assert "no space left on device" in str(error)


@pytest.mark.parametrize(
    ("header", "seconds"), [("17", 17.0), ("0", 0.0), ("Fri, 31 Dec 2027 23:59:59 GMT", None), ("-5", None), ("", None)]
)
def test_how_long_to_wait_is_what_the_server_says_in_seconds(header: str, seconds: float | None) -> None:
    error = answered(503, headers={"Retry-After": header})
    assert isinstance(error, StoreAwayError)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "to_do"),
    [
        (401, "check readings.token_file"),
        (403, "give it read and write permission on the bucket"),
        (404, "check readings.bucket and readings.org"),
        (301, "check that readings.url leads to an InfluxDB 2"),
        (405, "check that readings.url leads to an InfluxDB 2"),
        (400, "check readings.org, and that readings.url leads to an InfluxDB 2"),
    ],
)
def test_a_refusal_names_the_bucket_and_the_setting_to_mend(status: int, to_do: str) -> None:
    error = answered(status)
    assert isinstance(error, StoreRefusesError)
    assert to_do in str(error)
    assert "bysans" in str(error)


def test_a_certificate_nobody_trusts_is_for_a_person() -> None:
    error = meaning(ApiException(status=0, reason="SSLError\ncertificate verify failed"), "https://influx:8086")
    assert isinstance(error, StoreRefusesError)
    assert "check the server's certificate" in str(error)
    assert "certificate verify failed" in str(error)


def test_unparsable_lines_are_told_apart() -> None:
    error = answered(400, "unable to parse 'readings,device=a x=': missing field value\nunable to parse 'it's': missing fields")
    assert isinstance(error, UnparsableError)
    assert error.lines == {"readings,device=a x=": "missing field value", "it's": "missing fields"}


def test_a_partial_write_says_how_many_were_dropped() -> None:
    error = answered(422, "failure writing points to database: partial write: field type conflict: … dropped=2 for database: x")
    assert isinstance(error, PartlyWrittenError)
    assert error.dropped == 2
    assert str(error).startswith("field type conflict")


def test_a_partial_write_without_a_count_is_one_too() -> None:
    error = answered(422)
    assert isinstance(error, PartlyWrittenError)
    assert error.dropped is None


def test_a_post_that_is_too_large_is_for_us_to_part() -> None:
    assert isinstance(answered(413), TooLargeError)
