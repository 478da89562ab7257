"""A pattern says which level of a topic is the device, and which the field; all else must be equal."""

import pytest

from domain.topic_pattern import TopicMatch, TopicPattern


@pytest.mark.parametrize(
    ("pattern", "topic", "match"),
    [
        ("zigbee2mqtt/{device}", "zigbee2mqtt/kitchen", TopicMatch("kitchen", None)),
        ("zigbee2mqtt/{device}", "zigbee2mqtt/kitchen/availability", None),
        ("zigbee2mqtt/{device}", "zigbee/kitchen", None),
        ("zigbee2mqtt/{device}", "zigbee2mqtt/two words", None),
        ("tele/{device}/SENSOR", "tele/air-1/SENSOR", TopicMatch("air-1", None)),
        ("tele/{device}/SENSOR", "tele/air-1/STATE", None),
        ("shellies/{device}/sensor/{field}", "shellies/ht-1/sensor/temperature", TopicMatch("ht-1", "temperature")),
        ("{device}/status/{field}", "ht-1/status/temperature:0", TopicMatch("ht-1", "temperature:0")),
    ],
)
def test_a_topic_says_device_and_field(pattern: str, topic: str, match: TopicMatch | None) -> None:
    assert TopicPattern(pattern).match(topic) == match


def test_what_is_subscribed_has_a_wildcard_for_each() -> None:
    assert TopicPattern("shellies/{device}/sensor/{field}").filter == "shellies/+/sensor/+"


@pytest.mark.parametrize(
    "text",
    [
        *("tele/SENSOR", "{device}", "{device}/{field}", "a/{device}/{device}", "a/{field}/{field}/{device}", "a//{device}"),
        *("a/+/{device}", "a/x{device}", "a/{device}/#", "bysans/v1/{device}", "$SYS/{device}"),
    ],
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="topic"):
        TopicPattern(text)
