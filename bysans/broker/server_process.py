"""The broker's server as a process of ours: its log in our log, its settings read anew when they change, its end with our parent's.

Started as `python -m bysans.broker.server_process PROGRAM SETTINGS`, because nats-server itself does not end with whoever started it.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

from bysans.broker.server_log import pass_on
from bysans.logs import configure
from bysans.stopping import stop_with_parent

_LOOK_S = 1.0
_PR_SET_PDEATHSIG = 1  # Linux, prctl(2)
_MEMORY = "256MiB"  # above which Go's runtime collects garbage harder; what waits is on disk


def main() -> None:
    """Be the server until a signal or our parent's end."""
    configure("broker")
    program, settings = sys.argv[1], Path(sys.argv[2])
    read_at = _written(settings)
    # Linux ends it even when we are killed and can no longer do so.
    before = partial(ctypes.CDLL(None).prctl, _PR_SET_PDEATHSIG, signal.SIGKILL) if sys.platform == "linux" else None
    with subprocess.Popen(  # noqa: S603 - the program that our package installed
        [program, "--config", str(settings)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"GOMEMLIMIT": _MEMORY, **os.environ},
        preexec_fn=before,  # noqa: PLW1509 - no thread runs yet
    ) as server:
        _end_on_signals(server.terminate)
        stop_with_parent(server.terminate)
        threading.Thread(target=_reload, args=(server, settings, read_at), name="reload", daemon=True).start()
        if server.stderr is not None:
            pass_on(server.stderr, server.kill)  # what it has acknowledged is on disk
    raise SystemExit(server.returncode)


def _end_on_signals(end: Callable[[], None]) -> None:
    def _end(_signal: int, _frame: FrameType | None) -> None:
        end()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _end)


def _reload(server: "subprocess.Popen[bytes]", settings: Path, read_at: int) -> None:
    """Let the server read its settings whenever they are written; where there is no signal for that it ends, and so is started again."""
    while server.poll() is None:
        threading.Event().wait(_LOOK_S)
        if (written := _written(settings)) != read_at:
            read_at = written
            server.send_signal(getattr(signal, "SIGHUP", signal.SIGTERM))


def _written(file: Path) -> int:
    return file.stat().st_mtime_ns


if __name__ == "__main__":
    main()
