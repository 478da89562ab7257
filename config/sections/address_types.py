"""The addresses as the settings' tables read them; apart from `address`, which a health check imports without pydantic."""

from typing import Annotated

from pydantic import AfterValidator

from config.sections.address import check_http_url, check_mqtt_url, check_proxy, check_readings_url, check_state_url, check_topic_filter

MqttUrl = Annotated[str, AfterValidator(check_mqtt_url)]
HttpUrl = Annotated[str, AfterValidator(check_http_url)]
ReadingsUrl = Annotated[str, AfterValidator(check_readings_url)]
StateUrl = Annotated[str, AfterValidator(check_state_url)]
Proxy = Annotated[str, AfterValidator(check_proxy)]
TopicFilter = Annotated[str, AfterValidator(check_topic_filter)]
