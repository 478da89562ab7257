"""Stop a running simulator in order, so that the broker's answers to what was sent are still counted."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, Timer

READ_BYTES = 1024


@contextmanager
def stopped_by_signals(stop: Event) -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and a closed terminal (SIGHUP) set `stop` while the block runs."""
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in _signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def stopped_after(seconds: float | None, stop: Event) -> Iterator[None]:
    """Set `stop` when the block has run for so many seconds (None: no limit)."""
    if seconds is None:
        yield
        return
    limit = Timer(seconds, stop.set)
    limit.start()
    try:
        yield
    finally:
        limit.cancel()


def stopped_with_parent() -> Event:
    """Return an event that is set when standard input closes: our parent process holds the other end as long as it lives."""
    stop = Event()
    Thread(target=_read_to_the_end, args=(stop,), name="parent", daemon=True).start()
    return stop


def _signals() -> Iterator[signal.Signals]:
    yield from (signal.SIGINT, signal.SIGTERM)
    # Windows has none; who started us with nohup wants us to go on.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        yield signal.SIGHUP


def _read_to_the_end(stop: Event) -> None:
    # The bare descriptor: a thread that waits inside sys.stdin's buffer makes the interpreter abort when it shuts down.
    while os.read(sys.stdin.fileno(), READ_BYTES):
        continue
    stop.set()
