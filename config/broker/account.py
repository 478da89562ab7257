"""Who the service is to the broker: its password, and the authority whose certificates it believes."""

import ssl
from pathlib import Path

from config.secret_file import read_secret
from config.sections.address import parse_mqtt_url
from config.sections.mqtt_settings import Mqtt
from config.toml_file import ConfigError


def broker_password(mqtt: Mqtt) -> str | None:
    """Return the password as its file has it now; None without one. Raises ConfigError."""
    return None if mqtt.password_file is None else read_secret(mqtt.password_file, "mqtt.password_file")


def broker_tls(mqtt: Mqtt) -> ssl.SSLContext:
    """Return what a connection to an `mqtts://` broker believes. Raises ConfigError when a file holds no certificates."""
    setting, file = ("mqtt.ca_file", mqtt.ca_file) if mqtt.certificate_file is None else ("mqtt.certificate_file", mqtt.certificate_file)
    try:
        return ssl.create_default_context(cafile=file) if mqtt.certificate_file is None else tls_of(mqtt.certificate_file)
    except OSError as error:
        raise ConfigError(
            f"{setting}: {file} cannot be used ({error.strerror or error}): "
            "name a PEM file with the certificate of the authority that signed the broker's"
        ) from error


def tls_of(certificate: Path) -> ssl.SSLContext:
    """Return what believes this certificate alone, whatever name it bears and whoever signed it. Raises OSError."""
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def check_closed(mqtt: Mqtt) -> None:
    """Make sure that we need a password where others reach the broker, unless they were told that it is open. Raises ConfigError."""
    if mqtt.username is None and not mqtt.open and not parse_mqtt_url(mqtt.url).on_this_machine:
        raise ConfigError(
            f"mqtt.url: {mqtt.url} is on another machine and there is no mqtt.username, so whoever reaches it may send as any device: "
            "let the broker ask for passwords and set mqtt.username and mqtt.password_file, or say mqtt.open = true"
        )


def check_account(mqtt: Mqtt) -> None:
    """Make sure that there is an account where one is needed and that every file of it can be used. Raises ConfigError."""
    check_closed(mqtt)
    if mqtt.username is not None:
        broker_password(mqtt)
    if parse_mqtt_url(mqtt.url).tls:
        broker_tls(mqtt)
