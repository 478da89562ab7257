"""Makes a self-signed certificate for localhost, so that TLS has an authority nobody else trusts."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two PEM files: the certificate, which is its own authority, and its key."""

    file: Path
    key: Path


def make_certificate(folder: Path) -> Certificate:
    """Make a certificate that is valid for two days."""
    certificate = Certificate(folder / "cert.pem", folder / "key.pem")
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(certificate.key), "-out", str(certificate.file)]
    subprocess.run([*new, *files], check=True, capture_output=True)
    return certificate
