"""The embedded broker as `bysans run` and `bysans broker` keep it: started, watched, and told when devices change."""

import secrets
import threading
from pathlib import Path

import structlog
import typer

from bysans import parts
from bysans.broker import program
from bysans.broker.accounts import Account, device_accounts
from bysans.broker.cluster import cluster_node
from bysans.broker.passwords import ANYBODY, read_passwords
from bysans.broker.probe import greets
from bysans.broker.program import BrokerMissingError
from bysans.broker.server_settings import Certificate, server_settings
from bysans.broker.sweep import Sweep, SweepError, sweep_account
from bysans.clock import now
from bysans.options import wrong_settings
from bysans.supervisor import Supervisor
from config.broker.account import broker_password
from config.broker.embedded import SERVICE, devices_file, store_folder, with_broker
from config.broker.home_assistant_topics import read_by_it, written_by_it, written_by_us
from config.catalogue import CatalogueFiles
from config.sections.mqtt_settings import Mqtt
from config.settings import Settings
from domain.device import Registry
from ingest.mqtt.paho_client import misspelt
from storage.state.engine import State, StateAwayError
from storage.state.registry import RegistryCache

_log = structlog.get_logger("broker")

_LOOK_S = 2.0
_ASK_S = 0.05
_PUBLISHED = tuple(Mqtt.model_fields["topics"].default)  # what comes over HTTP goes there, whichever slice ingest reads


def start_broker(supervisor: Supervisor, settings: Settings, state: State, stop: threading.Event) -> None:
    """Start the embedded broker and wait until it takes clients, or `stop`; where it cannot run, end the program with a sentence."""
    try:
        with wrong_settings():
            broker = EmbeddedBroker(settings, state)
    except BrokerMissingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    parts.when_there(lambda: broker.start(supervisor, stop), stop)
    while not stop.is_set() and not broker.greets():
        supervisor.look()
        stop.wait(_ASK_S)


class EmbeddedBroker:
    """One broker of the data folder; its settings follow the registry and the devices' passwords."""

    def __init__(self, settings: Settings, state: State) -> None:
        self._program = program.find()
        self._settings = with_broker(settings)
        self._registry = RegistryCache(state)
        self._models = CatalogueFiles(own=settings.models_folder)
        self._catalogue = self._models.read()
        self._file = store_folder(settings) / "nats.conf"
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._cluster = cluster_node(settings.broker)
        self._max_bytes = round(settings.broker.max_gb * 1e9)
        self._sweep_password = secrets.token_urlsafe(24)
        self._seen: tuple[Registry | None, list[int]] = (None, [])
        self._text_written = ""

    def start(self, supervisor: Supervisor, stop: threading.Event) -> None:
        """Write its settings, start it, and follow what changes until `stop`. Raises StateAwayError."""
        self._follow()
        supervisor.start("broker", "bysans.broker.server_process", str(self._program), str(self._file), answers=self.greets)
        threading.Thread(target=self._run, args=(stop,), name="broker-accounts", daemon=True).start()

    def greets(self) -> bool:
        """Return whether it takes a client."""
        return greets(self._settings.mqtt)

    def _run(self, stop: threading.Event) -> None:
        sweep = Sweep(store_folder(self._settings), self._sweep_password, self._max_bytes)
        while not stop.wait(_LOOK_S):
            try:
                self._follow()
            except (StateAwayError, OSError) as error:
                _log.warning("devices' accounts are as they were", error=str(error))
            if self._cluster is None:
                _try(sweep)

    def _follow(self) -> None:
        """Write the server's settings where a device, a model, a password or the certificate has changed.

        Raises StateAwayError and OSError.
        """
        registry = self._registry.current()
        files = (devices_file(self._settings), self._settings.broker.certificate_file)
        written = [file.stat().st_mtime_ns if file and file.exists() else 0 for file in files]
        if not self._models.refresh(self._catalogue) and registry is self._seen[0] and written == self._seen[1]:
            return
        passwords = read_passwords(devices_file(self._settings))
        text = self._text(list(device_accounts(passwords, registry, self._catalogue, self._settings.home_assistant, now())))
        if (text, written[1:]) != (self._text_written, self._seen[1][1:]):  # most changes of the registry concern no account
            _replace(self._file, text)
        self._seen, self._text_written = (registry, written), text

    def _text(self, devices: list[Account]) -> str:
        broker, topics = self._settings.broker, self._settings.mqtt.subscribing(self._catalogue.topic_filters()).topics
        read = [*topics, *misspelt(topics)]
        levels_above = [topic.removesuffix("/#") for topic in read if topic.endswith("/#")]  # which `#` matches too
        sent, home = [*dict.fromkeys([*_PUBLISHED, *read])], self._settings.home_assistant
        service = Account(
            user=SERVICE,
            password=broker_password(self._settings.mqtt) or "",
            publish=[*sent, *written_by_us(home)],
            subscribe=[*read, *levels_above],
        )
        # Home Assistant needs no password either where nobody does.
        publish, subscribe = [*sent, *written_by_it(home)], [*sent, *read_by_it(home)]
        anybody = None if broker.needs_passwords else Account(user=ANYBODY, password="", publish=publish, subscribe=subscribe)
        tls = Certificate(file=broker.certificate_file, key=broker.key_file) if broker.certificate_file and broker.key_file else None
        return server_settings(
            store=store_folder(self._settings),
            listen=broker.listen,
            accounts=[service, sweep_account(self._sweep_password), *devices],
            anybody=anybody,
            certificate=tls,
            max_bytes=self._max_bytes,
            cluster=self._cluster,
        )


def _try(sweep: Sweep) -> None:
    try:
        sweep()
    except SweepError as error:
        _log.warning(str(error))


def _replace(file: Path, text: str) -> None:
    """Write the file whole, for its owner alone."""
    draft = file.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(file)
