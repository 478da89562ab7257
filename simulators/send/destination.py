"""Where simulated devices send: to a broker, with an account there, and with a registry that learns of them first."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config.broker.account import tls_of
from simulators.send.registry_client import RegistryClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who we are to the broker.

    `ca_file`: the authority that signed a TLS broker's certificate, default the system's; `certificate_file`: the certificate itself,
    which alone is believed then, whatever name it bears.
    """

    client_id: str
    username: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    certificate_file: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """Return the TLS context for the broker. Raises ValueError when a file holds no certificates."""
        file = self.certificate_file or self.ca_file
        try:
            return ssl.create_default_context(cafile=file) if self.certificate_file is None else tls_of(self.certificate_file)
        except OSError as error:
            raise ValueError(f"{file}: not a file of certificates ({error.strerror or error}); name a readable PEM file") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A broker's address, who we are to it, and where the devices are registered; None: nowhere.

    `protocol`: MQTT's version there, None where nobody has said it.
    """

    broker: str
    account: Account
    registry: RegistryClient | None
    protocol: Literal["5", "3.1.1"] | None = None
