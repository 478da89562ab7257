"""What a process needs for itself alone, its addresses and the ingest log of its data folder, is settled before anything starts.

A second process that is started by mistake ends so, and leaves no trace that would speak against the first.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import structlog
import typer

from api.web.server.listener import CannotListenError, open_listener
from ingest.log.lock import LogInUseError, check_unused

_log = structlog.get_logger("start")

_LEAVING_S = 10.0  # the children of a service that was killed end by themselves, a moment after it
_ASK_S = 0.1


def wait_until_alone(addresses: Mapping[str, str], stop: threading.Event, *, log: Path | None = None) -> None:
    """Return once nobody else has any of it, or told to `stop`; else end with exit code 1 and a sentence for each.

    `addresses`: where it listens (HOST:PORT), by what chooses another. `log`: the folder of the ingest log, if it writes one.
    """
    last = time.monotonic() + _LEAVING_S
    obstacles = dict(_obstacles(addresses, log))
    if obstacles and all(obstacles.values()):
        _log.warning("another program has what this one needs: waiting a moment", seconds=_LEAVING_S, what=[*obstacles])
    while (obstacles := dict(_obstacles(addresses, log))) and not stop.wait(_ASK_S):
        if time.monotonic() > last or not all(obstacles.values()):
            typer.echo("\n".join(obstacles), err=True)
            raise typer.Exit(1)


def _obstacles(addresses: Mapping[str, str], log: Path | None) -> Iterator[tuple[str, bool]]:
    """Give what hinders us, each a sentence with what to do, and whether it may go by itself."""
    for option, address in addresses.items():
        try:
            open_listener(address).close()
        except CannotListenError as error:
            yield f"{error}; {'stop what does, or ' if error.taken else ''}choose another with {option}", error.taken
    if log is not None:
        try:
            check_unused(log)
        except LogInUseError as error:
            yield str(error), True
