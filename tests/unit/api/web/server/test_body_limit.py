"""A body that is too large or too deep is refused before anybody parses it."""

import gzip
import json

import pytest
from fastapi.testclient import TestClient

from api.web.server.body_limit import depth_of, long_number_at


@pytest.mark.parametrize(
    ("body", "depth"),
    [(b"", 0), (b"1", 0), (b"[]", 1), (b'{"a": [[1]]}', 3), (b'"[[["', 0), (b'["\\"[["]', 1), (b'["[[', 1), (b"]]]][", 0)],
)
def test_depth_counts_brackets_outside_strings(body: bytes, depth: int) -> None:
    assert depth_of(body) == depth


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (b"[" + b"9" * 1000 + b"]", None),
        (b"[" + b"9" * 1001 + b"]", 1),
        (b"[-0." + b"9" * 1001 + b"]", 4),
        (b'["' + b"9" * 1001 + b'"]', None),
        (b'["' + b"9" * 1001 + b'", ' + b"9" * 1001 + b"]", 1006),
    ],
)
def test_a_long_number_is_found_outside_strings(body: bytes, at: int | None) -> None:
    assert long_number_at(body) == at


def test_64_kib_pass_and_a_byte_more_does_not(client: TestClient) -> None:
    reading = {"device_id": "a1", "pm25": 1.0, "note": ""}
    reading["note"] = "x" * (65_536 - len(json.dumps(reading)))
    assert client.post("ingest/readings", content=json.dumps(reading)).status_code == 202
    refused = client.post("ingest/readings", content=json.dumps(reading) + " ")
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")


def test_a_round_may_name_thousands_of_bins_whatever_they_are_called(client: TestClient) -> None:
    bins = [f"{number:064}" for number in range(5000)]
    unknown = client.post("pickups", json={"bin_ids": bins})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "bin_ids")
    assert client.post("pickups/p-1/replan", json={"bin_ids": bins}).status_code == 404
    assert client.post("pickups", content=b"[" + b" " * 512 * 1024).status_code == 413
    assert client.post("pickups/p-1/events", json={"bin_ids": bins}).status_code == 413


def test_a_bomb_of_brackets_is_refused(client: TestClient) -> None:
    refused = client.post("ingest/readings", content=b"[" * 60_000)
    assert refused.status_code == 422
    assert "nested" in refused.json()["detail"]


def test_a_compressed_body_is_refused_by_what_would_be_taken(client: TestClient) -> None:
    refused = client.post("ingest/readings", content=gzip.compress(b'{"device_id": "a1", "pm25": 1}'), headers={"Content-Encoding": "gzip"})
    assert (refused.status_code, refused.headers["accept-encoding"]) == (415, "identity")
    assert "compressed" in refused.json()["detail"]
