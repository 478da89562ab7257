"""A missing real part is said in one sentence: a skip on a laptop, a failure under CI."""

from pathlib import Path

import pytest

from tests.real_parts import whereabouts
from tests.real_parts.whereabouts import HOW_TO_GET, find, require


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on it; the path returned is the cache for programs built for the tests."""
    monkeypatch.setattr(whereabouts, "SEARCH_PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = whereabouts.cache()
    cache.mkdir(parents=True)
    return cache


def test_a_built_program_is_found_in_the_cache(bare_machine: Path) -> None:
    program = bare_machine / "influxd"
    program.touch(mode=0o755)
    assert find("influxd") == program


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
    assert all(part in marker for part in HOW_TO_GET)
