"""A topic is written as NATS's own conversion writes it."""

import pytest

from bysans.broker.subject import subject


@pytest.mark.parametrize(
    ("topic", "written"),
    [
        ("bysans/v1/air/a-1", "bysans.v1.air.a-1"),
        ("bysans/v1/air/a.1:2", "bysans.v1.air.a//1:2"),
        ("bysans/v1/+/+", "bysans.v1.*.*"),
        ("v3/+/devices/+/#", "v3.*.devices.*.>"),
        ("/foo", "/.foo"),
        ("foo/", "foo./"),
        ("foo//bar", "foo./.bar"),
    ],
)
def test_a_topic_is_written_as_nats_writes_it(topic: str, written: str) -> None:
    assert subject(topic) == written
