"""A role is told to stop by a signal, or by the end of the supervisor that started it."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType


def stop_on_signals() -> threading.Event:
    """Return an event that SIGTERM, SIGINT and SIGHUP (a closed terminal) set."""
    stop = threading.Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    # Windows has no SIGHUP; who started us with nohup wants us to go on.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _stop)
    return stop


def stop_with_parent(end: Callable[[], None]) -> None:
    """Call `end`, on a thread, when standard input closes: the parent holds the other end while it lives."""

    def _watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):  # unbuffered: a thread inside a buffered read aborts the interpreter's end
            pass
        end()

    threading.Thread(target=_watch, name="parent", daemon=True).start()
