"""The limits of a run that somebody began on the page: it gives way to the service, and takes no more than its share."""

import os
import sys

_NICER = 10
_MEMORY = 2 << 30  # bytes of addresses, each process
_CPU_S = 3600


def bound() -> None:
    """Set the limits for this process and those that it starts; where a system has none of them, only the caller's time limit holds."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - no Windows has it

    os.nice(_NICER)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
