"""A project that has a `config.py` and an `api` of its own tests itself against Bysans with nothing but our plugin."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TEST = """
import api, config
import pytest
from bysans.testing.processes import BysansError


def test_a_device_sends_to_the_service(bysans_service, simulated_device):
    assert (config.NAME, api.NAME) == ("theirs", "theirs")
    device = simulated_device("a1")
    device.send(pm25=8.25)
    assert bysans_service.latest("a1") == {"pm25": 8.25}
    with pytest.raises(BysansError, match="refused, schema: pm25 is 'high', which is not a number"):
        device.send(pm25="high")


def test_a_town_sends(bysans_service, town):
    town(sites=1, air=1, bins=1)
    import time
    end = time.monotonic() + 100
    while not bysans_service.ask("GET", "/latest")["items"]:
        assert time.monotonic() < end
        time.sleep(0.2)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "config.py").write_text('NAME = "theirs"\n')
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "__init__.py").write_text('NAME = "theirs"\n')
    (tmp_path / "test_theirs.py").write_text(TEST)
    return tmp_path


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run([sys.executable, *words], cwd=project, capture_output=True, text=True, check=False, timeout=280, env=ours)


def test_the_plugin_works_beside_a_projects_own_modules(project: Path) -> None:
    done = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_theirs.py")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "2 passed" in done.stdout


def test_a_command_does_not_look_in_the_current_folder(project: Path) -> None:
    (project / "config.py").write_text('raise SystemExit("theirs was imported")\n')
    done = run(project, "-m", "bysans", "models", "list")
    assert done.returncode == 0, done.stderr
    assert "generic" in done.stdout


def test_an_absent_broker_is_told_at_once(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "bysans", "send", "a1", "pm25=8", "--mqtt", "mqtt://127.0.0.1:9", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert "mqtt://127.0.0.1:9: not connected within 1 s" in done.stderr
    assert "is the broker running?" in done.stderr


def test_what_others_import_imports_nothing_else_of_ours() -> None:
    code = "import sys, bysans.testing.plugin; print([name for name in sys.modules if name.split('.')[0] in ('config', 'api', 'domain')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=240)
    assert done.stdout.strip() == "[]"
