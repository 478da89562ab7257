"""The two stacks the promises are held on: the embedded one, and the production one."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.service import Service
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto

RETENTION_DAYS = 5000


@dataclass(frozen=True)
class Stack:
    """A running service; `pub_port`: where devices publish (MQTT 3.1.1), `influxd` and its `bucket` where there is one."""

    service: Service
    pub_port: int
    influxd: Influxd | None = None
    bucket: str = ""

    @property
    def pub_url(self) -> str:
        return f"mqtt://127.0.0.1:{self.pub_port}"


@pytest.fixture(scope="package", params=["embedded", "production"])
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp(request.param)
    readings: dict[str, object] = {"retention_days": RETENTION_DAYS}
    with ExitStack() as running:
        if request.param == "embedded":
            broker = running.enter_context(EmbeddedBroker(folder / "broker"))
            service = Service(folder, {"mqtt": {"url": broker.url, "protocol": "3.1.1"}, "readings": readings})
            yield Stack(running.enter_context(service), broker.port)
            return
        influxd: Influxd = request.getfixturevalue("influxd")
        mosquitto: Mosquitto = request.getfixturevalue("mosquitto")
        bucket = influxd.new_bucket()
        readings |= influx_settings(influxd, folder, bucket)
        service = Service(folder, {"mqtt": {"url": mosquitto.url, "client_id": "spine"}, "readings": readings})
        yield Stack(running.enter_context(service), mosquitto.port, influxd, bucket)


def influx_settings(influxd: Influxd, folder: Path, bucket: str) -> dict[str, object]:
    """Return the settings of `readings` for a bucket; the token lies in a file in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    token = folder / "token"
    token.write_text(influxd.token)
    return {"url": influxd.url, "org": influxd.org, "bucket": bucket, "token_file": str(token)}
