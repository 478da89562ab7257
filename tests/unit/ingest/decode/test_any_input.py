"""Nothing a message holds can stop us, and everything in it is counted."""

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Reason
from tests.unit.ingest.registered import NOW, arrival, decode

MINUTE = 60_000
TOPICS = [
    "bysans/v1/air/air-1",
    "bysans/v1/bin/bin-1",
    "bysans/v1/airrohr/airrohr-123",
    "v3/app@tenant/devices/air-1/up",
    "application/1/device/70b3d57ed0001234/event/up",
    "somebody/else",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["time", "seq", "units", "device_id", "pm25", "distance", "uplink_message", "data", "object", "rxInfo"])
            | st.text(max_size=8),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, min_size=1, max_size=6))
def test_elements_and_outcomes_are_as_many_and_rejected_bytes_are_found_in_the_payload(body: list[object]) -> None:
    payload = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    decoded = decode(payload)
    assert len(decoded.arrivals) + len(decoded.rejections) == len(body) or decoded.rejections[0].reason is Reason.NOT_JSON
    assert all(rejected.payload in payload for rejected in decoded.rejections)


@given(st.binary(max_size=200), st.sampled_from(TOPICS))
def test_arbitrary_bytes_never_stop_us_and_always_count(payload: bytes, topic: str) -> None:
    decoded = decode(payload, topic)
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored >= 1


@given(JSON, st.sampled_from(TOPICS))
def test_arbitrary_json_never_stops_us_and_always_counts(body: object, topic: str) -> None:
    decoded = decode(body, topic)
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored >= 1
    assert all(rejected.detail and len(rejected.detail) < 600 for rejected in decoded.rejections)


@given(st.text(max_size=100))
def test_an_arbitrary_topic_never_stops_us(topic: str) -> None:
    assert decode({"pm25": 1}, topic)


@given(st.integers(946_684_800_000, NOW + 5 * MINUTE))
def test_a_time_comes_back_to_the_millisecond_whichever_way_it_is_written(ms: int) -> None:
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    ways: list[object] = [
        instant.isoformat(),
        instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03}Z",
        instant.astimezone(timezone(timedelta(hours=-3, minutes=-30))).isoformat(),
        ms / 1000,
    ]
    for way in ways:
        assert arrival(decode({"pm25": 1, "time": way})).reading.time == ms
