"""Start ingest for a measurement: the same process as in production, with its devices registered.

`python -m bench.ingest_process CONFIG` starts it with the plain session instead of the bulk session.
"""

import sys
from pathlib import Path

from bench.backlog import Backlog
from bench.count import Count
from bysans import roles
from config.settings import load
from domain.device import Device
from ingest import role
from ingest.mqtt.session import PahoSession
from storage.state import registry
from storage.state.engine import State
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.mosquitto import Mosquitto

_INTERVAL_S = 600


def lay_out(folder: Path, broker: Mosquitto | EmbeddedBroker, count: Count, backlog: Backlog, registered: int) -> None:
    """Write settings into `folder` and register the backlog's devices in its state, and others until they are `registered`."""
    protocol = "5" if isinstance(broker, Mosquitto) else "3.1.1"
    text = f'data_dir = "{folder}"\n[mqtt]\nurl = "{broker.url}"\nprotocol = "{protocol}"\n{count.settings(folder)}'
    (folder / "bysans.toml").write_text(text)
    state = State(load(folder / "bysans.toml").state_url)
    with state.begin() as connection:
        for number in range(max(backlog.devices, registered)):
            device = Device(id=backlog.device(number), kind="air", model="generic", interval_s=_INTERVAL_S, valid_from=backlog.start)
            registry.put(connection, device)
    state.close()


def command(folder: Path, *, plain: bool) -> list[str]:
    """Return the command: `bysans ingest`, or the same with the plain session."""
    config = str(folder / "bysans.toml")
    return (
        [sys.executable, "-m", "bench.ingest_process", config] if plain else [sys.executable, "-m", "bysans", "ingest", "--config", config]
    )


def main() -> None:
    """Run ingest with the plain session."""

    def run(parts: roles.Parts) -> None:
        role.run(
            settings=parts.settings,
            catalogue=parts.catalogue,
            state=parts.state,
            readings=parts.readings,
            clock=parts.clock,
            stop=parts.stop,
            session_type=PahoSession,
        )

    roles.run_role("ingest", run, load(Path(sys.argv[1])), with_parent=False)


if __name__ == "__main__":
    main()
