"""How the broker is reached, and what is subscribed there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

from pydantic import Field

from config.sections.address import EMBEDDED
from config.sections.address_types import MqttUrl, TopicFilter
from config.toml_file import Table


class Mqtt(Table):
    """The broker that devices send to."""

    url: MqttUrl = Field(EMBEDDED, description="`embedded`, the broker of `bysans run` and `bysans broker`, or another's address")
    protocol: Literal["5", "3.1.1"] = Field("5", description="3.1.1 for brokers that have only that, as the embedded one")
    client_id: str = Field("bysans-ingest", min_length=1, max_length=23, description="names the session: one ingest process each")
    username: str | None = None
    password_file: Path | None = None
    open: bool = Field(False, description="true: a broker on another machine may let clients in without a password")
    ca_file: Path | None = Field(None, description="the authority that signed the broker's certificate; default the system's")
    certificate_file: Path | None = Field(None, description="the broker's own certificate: it alone is believed, whatever name it bears")
    topics: tuple[TopicFilter, ...] = Field(
        ("bysans/v1/+/+", "v3/+/devices/+/#", "application/+/device/+/event/+"),
        min_length=1,
        description="what is subscribed; a slice of it for each of several ingest processes. By default models' own topics too",
    )
    devices_url: MqttUrl | None = Field(
        None, description="where devices connect, if elsewhere than we: `check` tries that they cannot take our client id there"
    )
    keeps_sessions: bool = Field(True, description="false for a broker that forgets sessions when it restarts")
    receive_maximum: int = Field(2000, ge=1, le=65535, description="messages the broker may send before we acknowledge one")

    def subscribing(self, filters: Sequence[str]) -> Self:
        """Return the settings that subscribe to `filters` too, unless somebody has said what is subscribed."""
        if self.topics != type(self).model_fields["topics"].default:
            return self
        return self.model_copy(update={"topics": (*self.topics, *filters)})
