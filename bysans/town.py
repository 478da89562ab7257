"""`bysans run`: the embedded broker, every role as a child process, and a simulated town that sends."""

import socket
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

import structlog
import typer

from bysans import parts
from bysans.admin_key import ensure_admin_key
from bysans.broker import PortTakenError, check_ports, write_config
from bysans.clock import now
from bysans.logs import configure
from bysans.options import make_data_folder
from bysans.ports import Listening, text
from bysans.stopping import stop_on_signals
from bysans.supervisor import Supervisor
from config.settings import Settings

_log = structlog.get_logger("run")

_RETRY_S = 2.0
_ASK_S = 0.1


def run(settings: Settings, config: Path | None, listening: Listening, *, simulators: bool) -> None:
    """Run until told to stop."""
    make_data_folder(settings)
    configure("run")
    stop = stop_on_signals()
    state = parts.state(settings, stop)
    if state is None:
        return
    key_file = ensure_admin_key(settings.data_dir, state, now())
    state.close()
    broker_config = _broker_config(settings.data_dir, listening, stop)
    if broker_config is None:
        return
    supervisor = Supervisor(_environment(settings, listening))
    try:
        supervisor.start("broker", "bysans.broker", str(broker_config))
        _wait_until(lambda: _accepts(listening.mqtt) and _accepts(listening.mqtt5), stop)
        common = ["--with-parent", *(["--config", str(config)] if config else [])]
        for role in ("ingest", "watch", "api"):
            supervisor.start(role, "bysans", role, *common)
        threading.Thread(target=_welcome, args=(listening, key_file, supervisor, stop, simulators), daemon=True).start()
        supervisor.watch(stop)
    finally:
        supervisor.stop()


def _environment(settings: Settings, listening: Listening) -> dict[str, str]:
    """Return the settings that differ from what the children read themselves."""
    return {
        "BYSANS_CLOCK": settings.clock,
        "BYSANS_DATA_DIR": str(settings.data_dir.absolute()),
        "BYSANS_HTTP__LISTEN": text(listening.http),
        "BYSANS_HTTP__OPEN_PAGES": str(settings.http.open_pages or listening.on_loopback),
        "BYSANS_MQTT__URL": f"mqtt://{text(listening.mqtt5)}",
        "BYSANS_MQTT__PROTOCOL": "5",
    }


def _broker_config(data_dir: Path, listening: Listening, stop: threading.Event) -> Path | None:
    """Return the broker's configuration once its ports are free; None when told to stop before."""
    config = write_config(data_dir, mqtt=listening.mqtt, mqtt5=listening.mqtt5)
    while not stop.is_set():
        try:
            check_ports(config)
        except PortTakenError as error:
            _log.error(str(error), again_in_seconds=_RETRY_S)
            stop.wait(_RETRY_S)
        else:
            return config
    return None


def _welcome(listening: Listening, key_file: Path, supervisor: Supervisor, stop: threading.Event, simulators: bool) -> None:
    """Name the page as soon as it answers, then let the town send."""
    address = f"http://{text(listening.http)}"
    _wait_until(lambda: _answers(address), stop)
    if stop.is_set():
        return
    typer.echo(
        f"\n  Bysans is running.\n"
        f"  Page:       {address}/\n"
        f"  API:        {address}/docs   (key: {key_file})\n"
        f"  Devices:    mqtt://{text(listening.mqtt)} (3.1.1), mqtt://{text(listening.mqtt5)} (5)\n"
        f"  Stop with Ctrl-C.\n"
    )
    if simulators:
        mqtt = f"mqtt://{text(listening.mqtt)}"
        supervisor.start("simulators", "bysans", "simulate", "--mqtt", mqtt, "--api", address, "--key-file", str(key_file), "--with-parent")


def _wait_until(condition: Callable[[], bool], stop: threading.Event) -> None:
    while not condition() and not stop.wait(_ASK_S):
        pass


def _accepts(address: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(address, timeout=1):
            return True
    except OSError:
        return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
