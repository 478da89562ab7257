"""Where the embedded broker is and who the service is there: what `mqtt.url = "embedded"` stands for."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from config.sections.address import EMBEDDED
from config.settings import Settings

SERVICE = "bysans"  # the service's user name; no device can have it
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104 - to connect there, not to listen


def broker_folder(settings: Settings) -> Path:
    """Return where the embedded broker's accounts are, and its data."""
    return settings.data_dir.absolute() / "broker"


def store_folder(settings: Settings) -> Path:
    """Return where this broker keeps messages: the nodes of a cluster may share the folder above."""
    return broker_folder(settings) / settings.broker.node if settings.broker.cluster else broker_folder(settings)


def devices_file(settings: Settings) -> Path:
    """Return the file with devices' passwords."""
    return settings.broker.devices_file or broker_folder(settings) / "devices"


def broker_url(settings: Settings) -> str:
    """Return the address at which the service reaches the broker."""
    if settings.mqtt.url != EMBEDDED:
        return settings.mqtt.url
    host, _, port = settings.broker.listen.rpartition(":")
    return f"{'mqtts' if settings.broker.tls else 'mqtt'}://{settings.broker.host or _EVERY_ADDRESS.get(host, host)}:{port}"


def with_broker(settings: Settings) -> Settings:
    """Return the settings with the broker's address and our account there in place of `embedded`.

    Ingest's session is found by its client id, which a client of this broker chooses: ours is a secret, so that nobody takes the session.
    """
    if settings.mqtt.url != EMBEDDED:
        return settings
    folder = broker_folder(settings)
    account = {
        "url": broker_url(settings),
        "protocol": "3.1.1",
        "username": SERVICE,
        "password_file": _secret_file(folder / "service-password"),
        "client_id": f"bysans-{_secret_file(folder / 'client-id').read_text(encoding='utf-8')[:16]}",
        "certificate_file": settings.broker.certificate_file,
    }
    return settings.model_copy(update={"mqtt": settings.mqtt.model_copy(update=account)})


def _secret_file(file: Path) -> Path:
    """Return a file (mode 600) that holds a secret, made by whoever needs it first."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}-{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as new:
            new.write(secrets.token_urlsafe(24))
            new.flush()
            os.fsync(new.fileno())  # a power cut must not leave an empty one: ingest's session is found by it
        with suppress(FileExistsError):
            os.link(draft, file)  # whole at once, and never over another's
        draft.unlink()
    return file
