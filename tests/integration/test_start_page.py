"""The way to production, docs/start.md, goes from the first command to the last: each block is run, in order, in a root folder of its own.

What needs root, the network or systemd has a stand-in: sudo runs the command, apt-get and useradd do nothing, /opt/bysans is this virtual
environment, systemctl starts what the units say. All else is as it will be: programs, settings, certificates, ports beyond loopback.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.service import BYSANS
from tests.integration.test_document_examples import SHELL_BLOCK, STRICT_CURL
from tests.real_parts.process import free_port

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "start.md"
UNITS = ROOT / "config" / "systemd"
FOLDERS = (
    "/opt/bysans",
    "/etc/bysans",
    "/etc/prometheus",
    "/etc/systemd/system",
    "/var/lib/bysans",
    "/var/backups/bysans",
    "/usr/local/bin",
)
SUDO = """#!/bin/bash
while [[ "$1" == --user=* || "$1" == *=* ]]; do [[ "$1" == --* ]] || export "$1"; shift; done
exec "$@"
"""
# The owner is who runs the test.
INSTALL = """#!/bin/bash
arguments=()
while (($#)); do case "$1" in -o | -g) shift 2 ;; *) arguments+=("$1"); shift ;; esac; done
exec /usr/bin/install "${arguments[@]}"
"""
NOTHING = "#!/bin/sh\n"


class Machine:
    """A root folder with a way to run commands of the page in it."""

    def __init__(self, root: Path) -> None:
        self.root, self.bin = root, root / "stand-ins"
        self.units = root / "etc" / "systemd" / "system"
        ports = {
            "127.0.0.1:8000": f"127.0.0.1:{free_port()}",
            "0.0.0.0:8883": f"0.0.0.0:{(devices := free_port())}",
            "-p 8883": f"-p {devices}",
        }
        self.moves = {**ports, **{folder: f"{root}{folder}" for folder in FOLDERS}}
        for folder in (self.bin, self.units, *(root / place for place in ("opt", "usr/local/bin", "etc", "var/lib", "var/backups"))):
            folder.mkdir(parents=True, exist_ok=True)
        self.clone = root / "clone"
        shutil.copytree(ROOT / "config", self.clone / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        for file in (self.clone / "config" / "systemd").iterdir():
            file.write_text(self._moved(file.read_text("utf-8")))
        self._stand_ins()

    def _moved(self, text: str) -> str:
        for before, after in self.moves.items():
            text = text.replace(before, after)
        return text

    def _stand_ins(self) -> None:
        texts = {
            "sudo": SUDO,
            "install": INSTALL,
            "systemctl": f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name("unit_runner.py")} {self.units} "$@"\n',
            **dict.fromkeys(("apt-get", "useradd"), NOTHING),
            "python3": f'#!/bin/bash\n[[ "$2" == venv ]] || exec {sys.executable} "$@"\nmkdir -p "$3/bin"\nln -s {BYSANS} "$3/bin/bysans"\n'
            'ln -s /bin/true "$3/bin/pip"\nln -s /bin/true "$3/bin/uv"\n',
        }
        for name, text in texts.items():
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script of the page, ended by the first command that fails."""
        path = f"{self.bin}:{self.root}/usr/local/bin:{os.environ['PATH']}"
        command = ["timeout", "420", "bash", "-euo", "pipefail", "-c", STRICT_CURL + self._moved(script)]
        environment = {**os.environ, "PATH": path}
        return subprocess.run(command, cwd=self.clone, env=environment, capture_output=True, text=True, timeout=450, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    yield machine
    machine.run("systemctl stop bysans-backup bysans@api bysans@watch bysans@ingest bysans@broker")


@pytest.mark.skipif(sys.platform == "win32", reason="it is for Debian and Ubuntu")
@pytest.mark.real("mosquitto", "promtool")
def test_a_new_operator_gets_from_nothing_to_production_and_to_another_release(machine: Machine) -> None:
    blocks = SHELL_BLOCK.findall(PAGE.read_text("utf-8"))
    done = machine.run("\n".join(f"echo '--- {number}'\n{block}" for number, block in enumerate(blocks)))
    logs = "\n".join(f"{log.name}: {log.read_text()[-800:]}" for log in machine.units.glob("*.log"))
    assert done.returncode == 0, f"{done.stdout[-2500:]}\n{done.stderr[-1500:]}\n{logs}"
    for seen in (
        "tls/fullchain.pem",
        "ok      broker",
        '{"items":[]',
        '"value":8.2',
        "vakt",
        "lora-server",
        "15 rules found",
        "bysans_pending 0",
    ):
        assert seen in done.stdout.replace("ok    broker", "ok      broker"), seen


def test_the_page_names_each_unit_that_there_is() -> None:
    page = PAGE.read_text("utf-8")
    assert [file.name for file in UNITS.iterdir() if f"config/systemd/{file.name}" not in page] == []


@pytest.mark.real("systemd")
def test_systemd_takes_the_units_and_they_expose_little(tmp_path: Path) -> None:
    for file in UNITS.glob("bysans*.*"):
        text = file.read_text("utf-8").replace("/opt/bysans/bin/bysans", "/bin/true")  # what a unit starts must be there
        (tmp_path / file.name.replace("@.", "@ingest.")).write_text(text)
    units = [str(file) for file in tmp_path.glob("*.service")]
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    for unit in units:
        rated = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert rated.returncode == 0, re.findall(r"^→.*", rated.stdout, re.MULTILINE)
