"""The real parts' programs on this machine, and what a test does where one is missing."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

# /usr/sbin is not on an ordinary user's PATH in Debian, and that is where its brokers lie.
SEARCH_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"))
HIDDEN = "TESTS_HIDE"  # parts that tests do not see, separated by commas, or `all`: how a machine with less is tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A real part: all the programs that its tests start, the first of them the part itself, and how to get them."""

    programs: tuple[str, ...]
    how_to_get: str


PARTS = {
    "mosquitto": Part(
        programs=("mosquitto", "mosquitto_pub", "mosquitto_sub", "mosquitto_passwd"),
        how_to_get="install the system's packages 'mosquitto' and 'mosquitto-clients'",
    ),
    "chromium": Part(programs=("chromium",), how_to_get="install the system's package 'chromium'"),
    "postgresql": Part(programs=("postgres", "initdb", "createdb", "pg_isready"), how_to_get="install the system's package 'postgresql'"),
    "rabbitmq": Part(programs=("rabbitmq-server", "epmd"), how_to_get="install the system's package 'rabbitmq-server'"),
    "promtool": Part(programs=("promtool",), how_to_get="install the system's package 'prometheus'"),
    "systemd": Part(programs=("systemd-analyze",), how_to_get="install the system's package 'systemd'"),
    "influxd": Part(programs=("influxd",), how_to_get="run tests/real_parts/build_influxd.sh once, or put an influxd 2.8 or 2.7 on PATH"),
}


def under_ci() -> bool:
    """Return whether this run decides about a change (`CI` is set, as by .ci/run and every CI service)."""
    return os.environ.get("CI", "") not in {"", "0", "false"}


def cache() -> Path:
    """Return where programs built for the tests are kept, outside the repository, so that a clean clone finds them."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bysans" / "bin"


def find(part: str) -> Path | None:
    """Return the part's own program, or None where any of its programs is missing; raises KeyError for a part nobody knows."""
    if part not in PARTS:
        raise KeyError(f"no real part is called {part!r}; known are {', '.join(PARTS)}")
    if _hidden(part):
        return None
    programs = [shutil.which(program, path=_search_path(part)) for program in PARTS[part].programs]
    return Path(programs[0]) if programs[0] and all(programs) else None


def require(part: str) -> Path:
    """Return the part's program; where it is missing the test skips with the reason, and under CI it fails unless it was hidden."""
    program = find(part)
    if program is not None:
        return program
    reason = f"{part} is not on this machine: {PARTS[part].how_to_get}"
    if under_ci() and not _hidden(part):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def hide_programs(folder: Path) -> None:
    """Let hidden parts' programs, called by their bare names, fail: a test that did not ask for a part must not find it by chance."""
    for program in (program for name, part in PARTS.items() if _hidden(name) for program in part.programs):
        file = folder / program
        file.write_text(f'#!/bin/sh\necho "$0 is hidden by {HIDDEN}: mark the test with pytest.mark.real" >&2\nexit 127\n')
        file.chmod(0o755)
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def _hidden(part: str) -> bool:
    return bool({part, "all"} & set(os.environ.get(HIDDEN, "").split(",")))


def _search_path(part: str) -> str:
    if part == "postgresql":  # Debian keeps each version's server out of PATH, the newest last
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
        return os.pathsep.join(map(str, folders))
    return f"{cache()}{os.pathsep}{SEARCH_PATH}"
