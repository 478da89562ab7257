"""Where is each real part's program on this machine, and what does a test do when it is not there?"""

import os
import shutil
from pathlib import Path

import pytest

# /usr/sbin is not on an ordinary user's PATH in Debian, and that is where its brokers lie.
SEARCH_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"))

HOW_TO_GET = {
    "mosquitto": "install the system's package 'mosquitto'",
    "nats-server": "install the system's package 'nats-server'",
    "chromium": "install the system's package 'chromium'",
    "postgresql": "install the system's package 'postgresql'",
    "influxd": "run tests/real_parts/build_influxd.sh once, or put an influxd 2.7 on PATH",
}


def cache() -> Path:
    """Return where programs built for the tests are kept, outside the repository, so that a clean clone finds them."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bysans" / "bin"


def find(part: str) -> Path | None:
    """Return the part's program, or None; a name that no test may ask for raises KeyError."""
    if part not in HOW_TO_GET:
        raise KeyError(f"no real part is called {part!r}; known are {', '.join(HOW_TO_GET)}")
    if part == "postgresql":  # Debian keeps each version's server out of PATH
        return max(Path("/usr/lib/postgresql").glob("*/bin/postgres"), default=None)
    program = shutil.which(part, path=f"{cache()}{os.pathsep}{SEARCH_PATH}")
    return Path(program) if program else None


def require(part: str) -> Path:
    """Return the part's program; where it is missing the test skips with the reason, and under CI it fails."""
    program = find(part)
    if program is not None:
        return program
    reason = f"{part} is not on this machine: {HOW_TO_GET[part]}"
    if os.environ.get("CI", "") in {"", "0", "false"}:
        pytest.skip(reason)
    pytest.fail(reason, pytrace=False)
