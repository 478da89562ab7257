"""An address for phones is told from one that names this machine alone."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import Request

from api.web.public_address import leads_here_only, public_address
from config.settings import Settings


def asked_by(host: str, public_url: str | None, folder: Path) -> tuple[Any, Request]:
    services = SimpleNamespace(settings=Settings(data_dir=folder, http={"public_url": public_url}))
    scope = {"type": "http", "scheme": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": [(b"host", host.encode())]}
    return services, Request(scope)


@pytest.mark.parametrize(
    ("host", "public_url", "here_only"),
    [
        ("127.0.0.1:8000", None, True),
        ("127.8.0.1:8000", None, True),
        ("[::1]:8000", None, True),
        ("localhost:8000", None, True),
        ("192.168.1.20:8000", None, False),
        ("bysans.example.no", None, False),
        ("127.0.0.1:8000", "https://bysans.example.no", False),
        ("bysans.example.no", "http://localhost:8000", True),
    ],
)
def test_no_phone_gets_to_an_address_of_this_machine(host: str, public_url: str | None, here_only: bool, tmp_path: Path) -> None:
    services, request = asked_by(host, public_url, tmp_path)
    assert leads_here_only(services, request) is here_only
    assert public_address(services, request, "/x").endswith("/x")
