"""`bysans broker`: the embedded broker without the other roles, for a production without containers."""

from contextlib import closing

import typer

from bysans import parts
from bysans.broker.broker import start_broker
from bysans.logs import configure
from bysans.options import make_data_folder, usable_files
from bysans.preflight import wait_until_alone
from bysans.private_files import mend
from bysans.stopping import stop_on_signals, stop_with_parent
from bysans.supervisor import Supervisor
from config.settings import Settings


def run(settings: Settings, *, with_parent: bool) -> None:
    """Keep the broker running until told to stop."""
    make_data_folder(settings)
    configure("broker")
    mend(settings.data_dir)
    stop = stop_on_signals()
    if with_parent:
        stop_with_parent(stop.set)
    else:
        wait_until_alone({"broker.listen": settings.broker.listen}, stop)
    state = parts.state(settings, stop)
    if state is None:
        return
    supervisor = Supervisor({})
    with closing(state), usable_files(settings.data_dir):
        try:
            start_broker(supervisor, settings, state, stop)
            if not stop.is_set():
                typer.echo(f"the broker listens on {settings.broker.listen} (MQTT 3.1.1)")
            supervisor.watch(stop)
        finally:
            supervisor.stop()
