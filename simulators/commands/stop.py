"""Stop a running simulator in order, so that what was sent is still acknowledged and counted."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

READ_BYTES = 1024


@contextmanager
def stopped_by_signals(stop: Event) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM set `stop` while the block runs."""
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stopped_with_parent() -> Event:
    """Return an event that is set when standard input closes: our parent process holds the other end as long as it lives."""
    stop = Event()
    Thread(target=_read_to_the_end, args=(stop,), name="parent", daemon=True).start()
    return stop


def _read_to_the_end(stop: Event) -> None:
    # The bare descriptor: a thread that waits inside sys.stdin's buffer makes the interpreter abort when it shuts down.
    while os.read(sys.stdin.fileno(), READ_BYTES):
        continue
    stop.set()
