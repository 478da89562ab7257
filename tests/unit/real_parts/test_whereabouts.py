"""A missing real part is said in one sentence: a skip on a laptop, a failure under CI."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.real_parts import whereabouts
from tests.real_parts.whereabouts import HIDDEN, PARTS, find, hide_programs, require


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on it; the path returned is the cache for programs built for the tests."""
    monkeypatch.setattr(whereabouts, "SEARCH_PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(HIDDEN, raising=False)
    cache = whereabouts.cache()
    cache.mkdir(parents=True)
    return cache


def test_a_built_program_is_found_in_the_cache(bare_machine: Path) -> None:
    program = bare_machine / "influxd"
    program.touch(mode=0o755)
    assert find("influxd") == program


def test_a_part_without_one_of_its_programs_is_not_there(bare_machine: Path) -> None:
    first, *others = PARTS["mosquitto"].programs
    (bare_machine / first).touch(mode=0o755)
    assert find("mosquitto") is None, "Debian has the broker's clients in a package of their own"
    for program in others:
        (bare_machine / program).touch(mode=0o755)
    assert find("mosquitto") == bare_machine / first


@pytest.mark.parametrize("hidden", ["all", "chromium,influxd"])
def test_a_hidden_part_skips_under_ci_too(bare_machine: Path, monkeypatch: pytest.MonkeyPatch, hidden: str) -> None:
    (bare_machine / "influxd").touch(mode=0o755)
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv(HIDDEN, hidden)
    with pytest.raises(pytest.skip.Exception, match="influxd is not on this machine"):
        require("influxd")


def test_a_hidden_parts_program_fails_where_a_test_calls_it_without_asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HIDDEN, "mosquitto")
    monkeypatch.setenv("PATH", os.environ["PATH"])
    hide_programs(tmp_path)
    done = subprocess.run(["mosquitto_pub"], capture_output=True, text=True, check=False)
    assert (done.returncode, "mark the test with pytest.mark.real" in done.stderr) == (127, True)
    assert not (tmp_path / "influxd").exists()


def test_a_missing_part_skips_with_what_to_do_about_it(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"influxd is not on this machine: run .*build_influxd\.sh"):
        require("influxd")


def test_a_missing_part_fails_under_ci(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="mosquitto is not on this machine"):
        require("mosquitto")


def test_a_part_nobody_knows_is_a_mistake_in_the_test_not_a_skip() -> None:
    with pytest.raises(KeyError, match="no real part is called 'mosquito'"):
        find("mosquito")


def test_every_part_the_marker_names_can_be_looked_for(pytestconfig: pytest.Config) -> None:
    (marker,) = [line for line in pytestconfig.getini("markers") if line.startswith("real(")]
    assert all(part in marker for part in PARTS)
