"""`bysans run`: the embedded broker, every role as a child process, and a simulated town that sends."""

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

import typer

from bysans import parts
from bysans.broker.broker import start_broker
from bysans.clock import now
from bysans.logs import configure
from bysans.options import make_data_folder, usable_files
from bysans.preflight import wait_until_alone
from bysans.private_files import mend
from bysans.recorded_run import record_death
from bysans.run.admin_key import ensure_admin_key
from bysans.run.alive_file import AliveFile
from bysans.run.ports import Listening, text
from bysans.stopping import stop_on_signals
from bysans.supervisor import Supervisor
from config.fleet import SIMULATED_TOWN
from config.sections.address import EMBEDDED
from config.sections.running_service import told
from config.settings import Settings
from domain.heartbeat import INGEST, ingest_role
from simulators.town.town_map import town_map
from storage.state.engine import State

ROLES = ("ingest", "watch", "api")
_ASK_S = 0.1
_TOWN_MAP, _TOWN_SEED = "town-map.json", 1  # the seed that `simulate` takes unless told


def run(settings: Settings, config: Path | None, listening: Listening, *, simulators: bool) -> None:
    """Run until told to stop; where another program has what this one needs, end with exit code 1 and a sentence for each.

    The broker is the embedded one, unless `mqtt.url` names another.
    """
    make_data_folder(settings)
    configure("run")
    mend(settings.data_dir)
    stop = stop_on_signals()
    embedded = settings.mqtt.url == EMBEDDED
    addresses = {"--http or http.listen": text(listening.http), **({"--mqtt or broker.listen": text(listening.mqtt)} if embedded else {})}
    with usable_files(settings.data_dir):
        wait_until_alone(addresses, stop, log=settings.data_dir / "log")
    state = parts.state(settings, stop)
    if state is None:
        return
    with closing(state):
        with usable_files(settings.data_dir):
            key_file = parts.when_there(lambda: ensure_admin_key(settings.data_dir, state, now()), stop)
            if simulators:
                (settings.data_dir / _TOWN_MAP).write_text(json.dumps(town_map(_TOWN_SEED)), encoding="utf-8")
        if key_file is None:
            return
        supervisor = Supervisor(environment(settings, listening, simulators=simulators), partial(_record_death, state, settings.log.name))
        at = told(settings.data_dir, http=text(listening.http), mqtt=text(listening.mqtt), simulated_town=simulators)
        with usable_files(settings.data_dir), at, started(supervisor, settings, config, listening, state, stop):
            threading.Thread(target=_welcome, args=(settings, listening, key_file, supervisor, stop, simulators), daemon=True).start()
            supervisor.watch(stop)


@contextmanager
def started(
    supervisor: Supervisor, settings: Settings, config: Path | None, listening: Listening, state: State, stop: threading.Event
) -> Iterator[None]:
    """Start the broker, unless another is named, and every role; stop them in reverse order."""
    with TemporaryDirectory(prefix="bysans-") as alive_folder:
        try:
            if settings.mqtt.url == EMBEDDED:
                start_broker(supervisor, settings, state, stop)
            _start_roles(supervisor, config, listening, Path(alive_folder))
            if settings.backup.to is not None:
                supervisor.start("backup", "bysans", "backup", "--scheduled", *_common(config))
            yield
        finally:
            supervisor.stop()


def _start_roles(supervisor: Supervisor, config: Path | None, listening: Listening, alive_folder: Path) -> None:
    """Start each role; the API touches its file only while it waits for the state, and answers from then on."""
    files = {role: AliveFile(alive_folder / role) for role in ROLES}
    answers: dict[str, Callable[[], bool]] = {role: file.was_touched for role, file in files.items()}
    answers["api"] = lambda: files["api"].was_touched() or _answers(f"http://{text(listening.http)}")
    for role, file in files.items():
        supervisor.start(role, "bysans", role, *_common(config), "--alive-file", str(file.path), answers=answers[role])


def _common(config: Path | None) -> list[str]:
    return ["--with-parent", *(["--config", str(config)] if config else [])]


def _record_death(state: State, log: str, child: str, started: int, reason: str) -> None:
    if child in ROLES:
        record_death(state, ingest_role(log) if child == INGEST else child, started, reason)


def environment(settings: Settings, listening: Listening, *, simulators: bool) -> dict[str, str]:
    """Return the settings that differ from what the children read themselves; a simulated town has trucks too."""
    town = _town_settings(settings) if simulators else {}
    return {
        "BYSANS_CLOCK": settings.clock,
        "BYSANS_DATA_DIR": str(settings.data_dir.absolute()),
        "BYSANS_HTTP__LISTEN": text(listening.http),
        "BYSANS_HTTP__OPEN_PAGES": str(
            settings.http.open_pages if "open_pages" in settings.http.model_fields_set else listening.on_loopback
        ),
        "BYSANS_BROKER__LISTEN": text(listening.mqtt),
        **town,
    }


def _town_settings(settings: Settings) -> dict[str, str]:
    """Return what the simulated town brings along where the settings name nothing: trucks, and a map of its own."""
    town = {} if settings.planning.fleet_file else {"BYSANS_PLANNING__FLEET_FILE": str(SIMULATED_TOWN)}
    if settings.pages.tiles or settings.pages.town_map:
        return town
    return town | {"BYSANS_PAGES__TOWN_MAP": str(settings.data_dir.absolute() / _TOWN_MAP)}


def _welcome(
    settings: Settings, listening: Listening, key_file: Path, supervisor: Supervisor, stop: threading.Event, simulators: bool
) -> None:
    """Name the page as soon as it answers, then let the town send."""
    address = f"http://{text(listening.http)}"
    _wait_until(lambda: _answers(address), stop)
    if stop.is_set():
        return
    typer.echo(
        f"\n  Bysans is running.\n"
        f"  Page:       {address}/\n"
        f"  API:        {address}/docs   (key: {key_file})\n"
        f"  Devices:    {_devices(settings, listening)}\n"
        f"  Stop with Ctrl-C.\n"
    )
    if simulators:
        supervisor.start("simulators", "bysans", "simulate", "--api", address, "--key-file", str(key_file), "--with-parent")


def _devices(settings: Settings, listening: Listening) -> str:
    """Say where devices send, and what they need for it."""
    if settings.mqtt.url != EMBEDDED:
        return settings.mqtt.url
    password = ", each with its password: `bysans devices password ID`" if settings.broker.needs_passwords else ""
    return f"{'mqtts' if settings.broker.tls else 'mqtt'}://{text(listening.mqtt)} (MQTT 3.1.1{password})"


def _wait_until(condition: Callable[[], bool], stop: threading.Event) -> None:
    while not condition() and not stop.wait(_ASK_S):
        pass


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
