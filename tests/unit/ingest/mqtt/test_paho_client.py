"""A message on a topic with a slash too many reaches us, and no message on a right one reaches us twice."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from paho.mqtt import client as mqtt
from paho.mqtt.client import topic_matches_sub
from paho.mqtt.reasoncodes import ReasonCode

from config.sections.mqtt_settings import Mqtt
from ingest.mqtt.paho_client import misspelt, refused_subscriptions, refused_topics, subscriptions, use_account

SETTINGS = Mqtt(url="mqtt://127.0.0.1:1883")
RIGHT = ["bysans/v1/air/a", "v3/app@t/devices/d/up", "v3/app@t/devices/d/down/ack", "application/1/device/e/event/up"]


@dataclass
class Code:
    is_failure: bool


def subscribed(topic: str) -> list[str]:
    return [filter_ for filter_, _ in subscriptions(SETTINGS, SETTINGS.topics) if topic_matches_sub(filter_, topic)]


@pytest.mark.parametrize("topic", RIGHT)
def test_a_right_topic_fits_one_subscription(topic: str) -> None:
    assert len(subscribed(topic)) == 1


@pytest.mark.parametrize("topic", RIGHT)
@pytest.mark.parametrize("shape", ["/{}", "{}/", "/{}/"])
def test_a_topic_with_a_slash_too_many_fits_one_too(topic: str, shape: str) -> None:
    assert len(subscribed(shape.format(topic))) == 1


def test_what_is_shared_or_misspelt_already_is_left_alone() -> None:
    assert misspelt(["$share/g/bysans/v1/+/+", "/x"]) == []


def test_what_stands_beside_a_models_own_topic_is_no_misspelling_of_it() -> None:
    assert misspelt(["zigbee2mqtt/+", "+/status/+", "tele/+/SENSOR"]) == []


def test_a_broker_may_refuse_misspelt_topics_and_none_that_is_right() -> None:
    count = len(subscriptions(SETTINGS, SETTINGS.topics))
    tolerated = [Code(is_failure=number >= len(SETTINGS.topics)) for number in range(count)]
    assert refused_topics(SETTINGS.topics, cast("list[ReasonCode]", tolerated)) == []
    tolerated[1] = Code(is_failure=True)
    refused = refused_topics(SETTINGS.topics, cast("list[ReasonCode]", tolerated))
    assert "the subscription to v3/+/devices/+/#:" in refused_subscriptions(SETTINGS, refused)


def test_a_client_signs_in_with_what_the_settings_and_their_file_say_now(tmp_path: Path) -> None:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    use_account(client, SETTINGS)
    assert client.username is None
    file = tmp_path / "password"
    file.write_text("hemmelig\n")
    use_account(client, Mqtt(url="mqtt://127.0.0.1:1883", username="ingest", password_file=file))
    assert (client.username, client.password) == ("ingest", "hemmelig")
