"""What many registered devices cost: to register them, to read them as a role does when it starts, in memory, and for a page of the list.

`python -m bench.registered [NUMBER]`, a million unless told.
"""

import resource
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.device import Device
from storage.state import registry
from storage.state.engine import State
from storage.state.registry import RegistryCache

_MILLION, _AT_ONCE = 1_000_000, 50_000
_NOW = 1_767_225_600_000


def main(number: int) -> None:
    """Measure, the reading of the registry in a process of its own."""
    with TemporaryDirectory(prefix="bysans-registered-") as folder:
        url = f"sqlite:///{Path(folder) / 'state.db'}"
        with closing(State(url)) as state:
            began = time.monotonic()
            for first in range(0, number, _AT_ONCE):
                with state.begin() as connection:
                    registry.put_all(connection, [_device(n) for n in range(first, min(first + _AT_ONCE, number))])
            size = (Path(folder) / "state.db").stat().st_size
            print(f"registering {number:,} devices: {time.monotonic() - began:.1f} s, {size / 1e6:.0f} MB")
            with state.read() as connection:
                for after in ("", _device(number // 2).id):
                    began = time.monotonic()
                    registry.page(connection, Device, at=_NOW, after=after, limit=100)
                    print(f"a page of 100 after {after or 'none'}: {(time.monotonic() - began) * 1000:.1f} ms")
        subprocess.run([sys.executable, "-m", "bench.registered", "read", url], check=True)


def _read(url: str) -> None:
    with closing(State(url)) as state, state.read() as connection:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, cpu = time.monotonic(), time.process_time()
        devices = len(RegistryCache(state).refresh(connection).devices)
        taken, busy = time.monotonic() - began, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"reading {devices:,} devices: {taken:.1f} s ({busy:.1f} s of a core); peak {peak / 1e3:,.0f} MB, {before / 1e3:,.0f} MB before")


def _device(number: int) -> Device:
    return Device(id=f"sensor-{number:07}", kind="air", model="generic", interval_s=600, valid_from=_NOW)


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        _read(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else _MILLION)
