"""Every shell example of the documents runs as it stands against `bysans run`."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.service import BYSANS, Role
from tests.real_parts.process import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
ITS_OWN_TEST = "start.md"  # tests/integration/test_start_page.py
PAGES = [
    page
    for page in ("README.md", *(f"docs/{page.name}" for page in sorted(ROOT.glob("docs/*.md")) if page.name != ITS_OWN_TEST))
    if SHELL_BLOCK.search((ROOT / page).read_text("utf-8"))
]
# An HTTP error ends an example, which curl itself would print and pass over.
STRICT_CURL = 'curl() { command curl --silent --show-error --fail-with-body --max-time 60 "$@"; }\n'
STARTS_THE_SERVICE = ("make ", "source ")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Town"]:
    """A running service with its simulated town, in a folder of its own."""
    folder = tmp_path_factory.mktemp("examples")
    http, mqtt = free_port(), free_port()
    addresses = ["--http", f"127.0.0.1:{http}", "--mqtt", f"127.0.0.1:{mqtt}"]
    run = Role(folder, str(BYSANS), "run", "--data-dir", str(folder / "data"), *addresses)
    with run:
        wait_until(lambda: run.said("simulated devices send to"), "the town was registered")
        yield Town(folder, {"127.0.0.1:8000": f"127.0.0.1:{http}", "127.0.0.1:1883": f"127.0.0.1:{mqtt}", "-p 1883": f"-p {mqtt}"})


class Town:
    """A folder in which examples run, and what they call by addresses that are not free in a test."""

    def __init__(self, folder: Path, addresses: dict[str, str]) -> None:
        self.folder = folder
        self._addresses = addresses

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run `script` where `make run` would have been called, ended by the first command that fails."""
        for documented, real in self._addresses.items():
            script = script.replace(documented, real)
        environment = {
            **os.environ,
            "PATH": f"{BYSANS.parent}{os.pathsep}{os.environ['PATH']}",
            "BYSANS_HTTP__LISTEN": self._addresses["127.0.0.1:8000"],
        }
        environment["BYSANS_MQTT__URL"] = f"mqtt://{self._addresses['127.0.0.1:1883']}"
        command = ["bash", "-euo", "pipefail", "-c", STRICT_CURL + script]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.mark.real("mosquitto")
@pytest.mark.parametrize("page", PAGES)
def test_a_pages_examples_run_as_they_stand(town: Town, page: str) -> None:
    blocks = SHELL_BLOCK.findall((ROOT / page).read_text("utf-8"))
    lines = [line for block in blocks for line in block.splitlines() if not line.startswith(STARTS_THE_SERVICE)]
    done = town.run("\n".join(lines))
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-2000:]}"
