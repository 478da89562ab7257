"""Processes that share the tests take whole files, and a folder with one running service as a whole."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPINE = "tests/integration/spine"
FILES = (*(f"{SPINE}/test_{name}.py" for name in "abcd"), *(f"tests/unit/test_{name}.py" for name in "efghij"))


def test_a_group_is_run_by_one_process_and_the_groups_by_two(tmp_path: Path) -> None:
    for file in FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("import pytest\n@pytest.mark.parametrize('n', range(5))\ndef test(n): pass\n")
    options = ["-v", "-n", "2", "-p", "xdist", "-p", "tests.worker_groups", "--import-mode=importlib", "--rootdir", str(tmp_path)]
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path)]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, timeout=240, check=False)
    tests = re.findall(r"\[(gw\d)\].* PASSED (\S+?)::", ran.stdout)
    assert len(tests) == 5 * len(FILES), ran.stdout
    workers: dict[str, set[str]] = {}
    for worker, file in tests:
        workers.setdefault(SPINE if file.startswith(SPINE) else file, set()).add(worker)
    assert {group: who for group, who in workers.items() if len(who) > 1} == {}
    assert set.union(*workers.values()) == {"gw0", "gw1"}
