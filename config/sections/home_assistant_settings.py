"""The settings of Home Assistant: whether it finds sites and bins at the broker by itself."""

from typing import Annotated

from pydantic import Field

from config.texts import Language
from config.toml_file import Table


class HomeAssistant(Table):
    """What is published for Home Assistant's MQTT discovery; docs/home-assistant.md."""

    enabled: bool = Field(False, description="true: sites and bins with their states are published to the broker, as retained messages")
    prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")] = Field("homeassistant", description="as set in Home Assistant")
    language: Language = Field("nb", description="of names and states")
