"""Memory that a burst took goes back to the system.

glibc raises, with each large block that is freed, the size from which blocks are taken from the system alone, and gives every thread
a heap of its own: after an outage's backlog a process kept a fifth of its size in holes (mallopt(3): M_MMAP_THRESHOLD, M_ARENA_MAX).
"""

import ctypes
import sys

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # malloc.h
_LARGE_BYTES = 1 << 20
_ARENAS = 2


def give_back() -> None:
    """Let large blocks go back when they are freed, in this process; other C libraries than glibc are left as they are."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_ARENA_MAX, _ARENAS)
