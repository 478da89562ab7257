"""Home Assistant's discovery message as its documentation describes it: MQTT, device discovery payload, sensor.mqtt, sensor classes."""

import json
import re
from typing import Annotated, Any, Literal, Self

from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

TOPIC = re.compile(r"homeassistant/device/[A-Za-z0-9_-]+/config").fullmatch
Text = Annotated[str, StringConstraints(min_length=1, strict=True)]
# By device class: units that Home Assistant takes. An enum and a timestamp have none.
UNITS = {
    **{key: {"µg/m³"} for key in ("pm1", "pm25", "pm10", "nitrogen_dioxide", "ozone", "sulphur_dioxide")},
    "enum": {None},
    "timestamp": {None},
}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Device(Strict):
    identifiers: list[Text] = Field(min_length=1)
    name: Text
    manufacturer: Text
    model: Text
    configuration_url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None


class Origin(Strict):
    name: Text
    sw_version: Text


class Availability(Strict):
    topic: Text


class Removed(Strict):
    """A component that is taken away: its platform alone."""

    platform: Literal["sensor"]


class Sensor(Strict):
    platform: Literal["sensor"]
    unique_id: Text
    name: Text
    value_template: Text
    device_class: str | None = None
    unit_of_measurement: str | None = None
    state_class: Literal["measurement", "total", "total_increasing"] | None = None
    options: list[Text] | None = None
    suggested_display_precision: Annotated[int, Field(ge=0)] | None = None
    icon: Annotated[str, StringConstraints(pattern=r"^mdi:[a-z-]+$")] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.device_class is not None:
            assert self.unit_of_measurement in UNITS[self.device_class]
        assert (self.options is not None) == (self.device_class == "enum")
        assert self.options is None or (self.state_class is None and self.unit_of_measurement is None)
        return self


class Discovery(Strict):
    device: Device
    origin: Origin
    state_topic: Text
    availability: list[Availability] = Field(min_length=1)
    qos: Literal[0, 1, 2]
    components: dict[Text, Sensor | Removed] = Field(min_length=1)


def discovered(topic: str, payload: bytes) -> Discovery:
    """Return a message that Home Assistant takes."""
    assert TOPIC(topic), topic
    message = Discovery.model_validate_json(payload)
    ids = [component.unique_id for component in message.components.values() if isinstance(component, Sensor)]
    assert len(ids) == len({*ids})
    return message


def shown(message: Discovery, state: bytes) -> dict[str, str]:
    """Return what Home Assistant makes of a state by the sensors' templates; `None` is unknown."""
    environment = Environment(undefined=StrictUndefined)
    values: dict[str, Any] = {"value_json": json.loads(state)}
    sensors = {key: sensor for key, sensor in message.components.items() if isinstance(sensor, Sensor)}
    texts = {key: environment.from_string(sensor.value_template).render(values) for key, sensor in sensors.items()}
    for key, sensor in sensors.items():
        assert sensor.options is None or texts[key] in (*sensor.options, "None")
        if sensor.state_class is not None and texts[key] != "None":
            float(texts[key])
    return texts
