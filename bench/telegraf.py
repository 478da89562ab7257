"""Telegraf, the peer in the throughput benchmark, and the settings it is measured with."""

import os
import subprocess
from pathlib import Path

from bench.count import InfluxCount
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.whereabouts import cache

VERSION = "v1.37.2"
CONFIGURATIONS = ("telegraf-small", "telegraf-moderate", "telegraf-large")
_TAGS = "custom,inputs.mqtt_consumer,outputs.influxdb_v2,parsers.json,serializers.influx"
_FOLDER = Path(__file__).parent / "telegraf-settings"


def install() -> Path:
    """Return the program, built by Go with no plugins but those it needs: minutes, once."""
    program = cache() / f"telegraf-{VERSION}"
    if not program.exists():
        print(f"building Telegraf {VERSION}: some minutes, once", flush=True)
        module = f"github.com/influxdata/telegraf/cmd/telegraf@{VERSION}"
        subprocess.run(["go", "install", "-tags", _TAGS, module], check=True, env={**os.environ, "GOBIN": str(cache())})
        (cache() / "telegraf").rename(program)
    return program


def command(contender: str, broker: Mosquitto, count: InfluxCount) -> tuple[list[str], dict[str, str]]:
    """Return the command and environment that drain `broker` into `count`'s bucket."""
    config = _FOLDER / f"{contender.removeprefix('telegraf-')}.conf"
    server = count.server
    environment = {
        "BROKER_PORT": str(broker.port),
        "INFLUX_URL": server.url,
        "INFLUX_TOKEN": server.token,
        "INFLUX_ORG": server.org,
        "INFLUX_BUCKET": count.bucket,
    }
    return [str(install()), "--config", str(config)], environment
