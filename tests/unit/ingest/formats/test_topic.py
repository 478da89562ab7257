"""A topic says format, sender and kind; what it doesn't say is none of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device import is_id
from ingest.formats.topic import Format, Topic, parse_topic, topic_problem


@pytest.mark.parametrize(
    ("topic", "parsed"),
    [
        ("bysans/v1/air/a.1:b", Topic(Format.OWN, "a.1:b", "air")),
        ("bysans/v1/bin/7", Topic(Format.OWN, "7", "bin")),
        ("bysans/v1/airrohr/airrohr-12", Topic(Format.AIRROHR, "airrohr-12", "air")),
        ("v3/app@tenant/devices/d-1/up", Topic(Format.TTS, "d-1")),
        ("application/u/device/70B3D57ED0001234/event/up", Topic(Format.CHIRPSTACK, "70b3d57ed0001234")),
        ("application/u/device/70b3d57ed0001234/event/txack", Topic(Format.IGNORED)),
        ("application/u/device/70b3d57ed0001234/command/down", Topic(Format.IGNORED)),
        ("v3/app@tenant/devices/d-1/down/queued", Topic(Format.IGNORED)),
        ("v3/app@tenant/devices/d-1/service/data", Topic(Format.IGNORED)),
        ("v3/app@tenant/devices/d-1/up/normalized", Topic(Format.IGNORED)),
        ("/bysans/v1/air/a", Topic(Format.UNKNOWN, "a")),
        ("v3/app@tenant/devices/d-1/up/", Topic(Format.UNKNOWN, "d-1")),
        ("v3/app@tenant/devices/d-1/join/", Topic(Format.UNKNOWN)),
        ("bysans/v1/air/a/", Topic(Format.UNKNOWN, "a")),
        ("bysans/v2/air/a", Topic(Format.UNKNOWN)),
        ("bysans/v1/air/", Topic(Format.UNKNOWN)),
        ("bysans/v1/air/æ", Topic(Format.UNKNOWN)),
        ("v3/app@tenant/devices/ /up", Topic(Format.UNKNOWN)),
        ("", Topic(Format.UNKNOWN)),
    ],
)
def test_a_topic_says_format_sender_and_kind(topic: str, parsed: Topic) -> None:
    assert parse_topic(topic) == parsed


@given(st.text(max_size=80))
def test_a_sender_always_has_a_valid_id(device_id: str) -> None:
    topic = parse_topic(f"bysans/v1/air/{device_id}")
    assert topic.device_id is None or is_id(topic.device_id)
    assert (topic.format is Format.OWN) == is_id(device_id)


@pytest.mark.parametrize("topic", ["/bysans/v1/air/a", "bysans/v1/air/a/", "/v3/app@t/devices/d/up/"])
def test_a_topic_that_is_ours_but_for_its_slashes_is_told_the_right_one(topic: str) -> None:
    assert topic_problem(topic).endswith(f"begins or ends with a slash: publish to '{topic.strip('/')}'")


@pytest.mark.parametrize("topic", ["elsewhere", "/elsewhere", "elsewhere/", "bysans/v2/air/a", "/bysans/v1/air/"])
def test_any_other_topic_is_told_what_is_expected(topic: str) -> None:
    assert topic_problem(topic).startswith(f"unknown topic '{topic}': expected ")
