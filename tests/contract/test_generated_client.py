"""What openapi-python-client makes of our OpenAPI document needs no hand: it is whole, it imports, and it talks to a running service."""

import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from storage.state.access import keys
from tests.pages.served import Pages, serve
from tests.pages.town import NOW

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
PROGRAMS = Path(sys.executable).parent
NAME = "bysans_client"
DEVICE = {"kind": "bin", "model": "generic", "interval_s": 3600}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Make the client, as its users do, and return what the generator said."""
    folder = tmp_path_factory.mktemp("generated")
    command = [str(PROGRAMS / "openapi-python-client"), "generate", "--path", str(DOCUMENT), "--meta", "none"]
    result = subprocess.run(
        [*command, "--output-path", str(folder / NAME), "--fail-on-warning"],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env={**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"},  # it tidies with ruff
    )
    assert result.returncode == 0, result.stdout + result.stderr
    sys.path.insert(0, str(folder))
    yield result.stdout + result.stderr
    sys.path.remove(str(folder))


@pytest.fixture
def client_package(generated: str) -> ModuleType:
    return importlib.import_module(NAME)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Pages]:
    with serve(tmp_path) as service:
        yield service


def test_the_generator_has_nothing_to_remark(generated: str) -> None:
    assert "warning" not in generated.lower()
    assert "omitted" not in generated


def test_every_module_of_the_client_imports(client_package: ModuleType) -> None:
    modules = [module.name for module in pkgutil.walk_packages(client_package.__path__, f"{NAME}.")]
    assert len(modules) > 150
    for name in modules:
        importlib.import_module(name)


def test_the_client_writes_and_reads_at_a_running_service(client_package: ModuleType, service: Pages) -> None:
    with service.state.begin() as connection:
        token = keys.create(connection, "client", ["devices"], NOW)
    client = client_package.AuthenticatedClient(base_url=service.url, token=token, raise_on_unexpected_status=True)
    put_device, list_devices = (importlib.import_module(f"{NAME}.api.core.{name}") for name in ("put_device", "list_devices"))
    body = importlib.import_module(f"{NAME}.models").DeviceBody.from_dict(DEVICE)
    with client:
        assert put_device.sync("torget-1", client=client, body=body).id == "torget-1"
        (device,) = list_devices.sync(client=client).items
    assert (device.id, device.model) == ("torget-1", "generic")


def test_the_client_has_problems_as_values(client_package: ModuleType, service: Pages) -> None:
    get_device = importlib.import_module(f"{NAME}.api.core.get_device")
    with client_package.AuthenticatedClient(base_url=service.url, token="bys_0_0") as client:
        problem = get_device.sync("torget-1", client=client)
    assert (type(problem).__name__, problem.status) == ("Problem", 401)
