"""What Home Assistant is told of a site or bin, so that it makes a device with sensors of it.

Home Assistant's documentation, MQTT, "Device discovery payload": one retained message a device, from its release 2024.12 on.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from config.broker.home_assistant_topics import STATES, STATUS
from config.texts import Words

Place = Literal["site", "bin"]
_CLASSES = {"pm25": "pm25", "pm10": "pm10", "pm1": "pm1", "no2": "nitrogen_dioxide", "o3": "ozone", "so2": "sulphur_dioxide"}
_AIR_UNIT = "µg/m³"
BIN_STATES = ("ok", "nearly_full", "full", "fault", "no_data")
AIR_CLASSES = ("air.class_1", "air.class_2", "air.class_3", "air.class_4", "air.doubt")
_ORIGIN = {"name": "Bysans", "sw_version": version("bysans")}
_OTHER = re.compile(r"[^A-Za-z0-9-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A site or bin, the name people know, and the address of its page where there is one."""

    place: Place
    id: str
    name: str
    page: str | None = None

    @property
    def state_topic(self) -> str:
        """Where its state is published."""
        return f"{STATES}/{self.place}/{self.id}"

    def config_topic(self, prefix: str) -> str:
        """Return where Home Assistant looks for it: of an id only letters, digits, - and _ may stand there."""
        return f"{prefix}/device/bysans_{self.place}_{_OTHER.sub(lambda other: f'_{ord(other[0]):02x}', self.id)}/config"


def site_config(site: Named, measured: Collection[str], all_parameters: Collection[str], t: Words) -> Mapping[str, Any]:
    """Return a site's message: the air's class, and the hourly mean of each `measured` parameter. The other ones are taken away."""
    components = {"air": _word_sensor(site, "air", t("home.air"), [t(key) for key in AIR_CLASSES])}
    for parameter in sorted(all_parameters):
        components[parameter] = _mean_sensor(site, parameter, t) if parameter in measured else {"platform": "sensor"}
    return _device(site, t("home.site"), components)


def bin_config(bin_: Named, t: Words) -> Mapping[str, Any]:
    """Return a bin's message: its fill, its state, when it will be full and when it was emptied."""
    fill = {"unit_of_measurement": "%", "state_class": "measurement", "suggested_display_precision": 0}
    components = {
        "fill": _sensor(bin_, "fill", t("home.fill"), {**fill, "icon": "mdi:trash-can"}),
        "state": _word_sensor(bin_, "state", t("home.state"), [t(f"state.{state}") for state in BIN_STATES]),
        "full_at": _sensor(bin_, "full_at", t("home.full_at"), {"device_class": "timestamp"}),
        "emptied": _sensor(bin_, "emptied", t("home.emptied"), {"device_class": "timestamp"}),
    }
    return _device(bin_, t("home.bin"), components)


def _device(thing: Named, model: str, components: Mapping[str, Any]) -> Mapping[str, Any]:
    device = {"identifiers": [_unique(thing)], "name": thing.name, "manufacturer": "Bysans", "model": model}
    return {
        "device": device if thing.page is None else {**device, "configuration_url": thing.page},
        "origin": _ORIGIN,
        "state_topic": thing.state_topic,
        "availability": [{"topic": STATUS}],
        "qos": 1,
        "components": components,
    }


def _mean_sensor(site: Named, parameter: str, t: Words) -> Mapping[str, Any]:
    extra = {"unit_of_measurement": _AIR_UNIT, "state_class": "measurement", "suggested_display_precision": 1}
    return _sensor(site, parameter, t(f"parameter.{parameter}"), {"device_class": _CLASSES.get(parameter), **extra})


def _word_sensor(thing: Named, key: str, name: str, words: list[str]) -> Mapping[str, Any]:
    return _sensor(thing, key, name, {"device_class": "enum", "options": words})


def _sensor(thing: Named, key: str, name: str, extra: Mapping[str, Any]) -> Mapping[str, Any]:
    given = {name: value for name, value in extra.items() if value is not None}
    # Null becomes the word None, which Home Assistant shows as unknown.
    return {
        "platform": "sensor",
        "unique_id": f"{_unique(thing)}_{key}",
        "name": name,
        "value_template": f"{{{{ value_json.{key} }}}}",
        **given,
    }


def _unique(thing: Named) -> str:
    return f"bysans_{thing.place}_{thing.id}"
