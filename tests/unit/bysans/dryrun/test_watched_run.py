"""A run that the page began shows that it lives, ends when it is called off, and says why it failed, whoever began it being gone."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api.dryrun.run_files import ALIVE, CANCEL, FAILED
from api.table_import.problems import TableError
from bysans.dryrun.watched_run import say_failed
from config.toml_file import ConfigError
from tests.real_parts.process import wait_until

_PROGRAM = "import sys, time, pathlib; from bysans.dryrun.watched_run import watch; watch(pathlib.Path(sys.argv[1])); time.sleep(300)"


@pytest.mark.skipif(sys.platform == "win32", reason="has no process groups")
def test_a_run_that_nobody_watches_any_more_still_ends_when_it_is_called_off(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _PROGRAM, str(tmp_path)], start_new_session=True) as process:
        wait_until((tmp_path / ALIVE).exists, "the run showed that it lives")
        (tmp_path / CANCEL).touch()
        assert process.wait(timeout=60) == -signal.SIGKILL


@pytest.mark.parametrize(
    ("error", "kind", "detail"),
    [
        (TableError("numbered", "each row …", "ID"), "numbered", "ID"),
        (ConfigError("fleet.toml: no depots"), "config", ""),
        (MemoryError(), "memory", ""),
        (OSError("disk full"), "other", ""),
    ],
)
def test_why_a_run_failed_is_said_by_kind_for_a_page_in_either_language(tmp_path: Path, error: Exception, kind: str, detail: str) -> None:
    say_failed(tmp_path, error)
    problem = json.loads((tmp_path / FAILED).read_text())
    assert (problem["kind"], problem["detail"]) == (kind, detail)
