"""Where simulated devices send: to a broker, with an account there, and with a registry that learns of them first."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from simulators.send.registry_client import RegistryClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who we are to the broker. `ca_file`: the authority that signed a TLS broker's certificate, default the system's."""

    client_id: str
    username: str | None = None
    password: str | None = None
    ca_file: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """Return the TLS context for the broker. Raises ValueError when `ca_file` holds no certificates."""
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise ValueError(f"{self.ca_file}: not a file of certificates ({error.strerror or error}); name a readable PEM file") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A broker's address, who we are to it, and where the devices are registered; None: nowhere."""

    broker: str
    account: Account
    registry: RegistryClient | None
