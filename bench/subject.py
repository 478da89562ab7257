"""CPU and peak memory of another process, from the moment it begins to work."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.real_parts.process import wait_until

_TICKS = os.sysconf("SC_CLK_TCK")
_ESTABLISHED = "01"


def cpu_s(pid: int, *, ended_children: bool = False) -> float:
    """Return the CPU seconds of a process since its start, all threads, user and system; on request those of its ended children too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11 : 15 if ended_children else 13])) / _TICKS


def memory_mib(pid: int, key: str = "VmHWM") -> float:
    """Return a process's peak resident memory in MiB; with `VmRSS` what it is now."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(key)).split()[1]) / 1024


class MeasuredProcess:
    """A process that is measured from outside, by what the kernel counts (/proc): all its threads, user and system time."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> None:
        self._command = command
        self._log = log
        self._environment = {**os.environ, **(environment or {})}

    def __enter__(self) -> Self:
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(self._command, stdout=output, stderr=subprocess.STDOUT, env=self._environment)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(60)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def cpu_s(self) -> float:
        """Return the CPU seconds since its start."""
        return cpu_s(self.pid)

    def memory_mib(self, key: str = "VmHWM") -> float:
        """Return its peak resident memory in MiB; with `VmRSS` what it is now."""
        return memory_mib(self.pid, key)

    def wait_until_idle(self, port: int) -> None:
        """Return once it has a connection to the port and, having nothing to do, stops using the processor."""
        wait_until(lambda: self._alive() and _connected(port), f"{self._command[0]} connected to port {port}; see {self._log}")
        samples = [-1.0]

        def rests() -> bool:
            before, samples[0] = samples[0], self.cpu_s()
            return self._waited() and before == samples[0]

        wait_until(rests, f"{self._command[0]} had started; see {self._log}")

    def _waited(self) -> bool:
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            return True
        return self._alive()

    def _alive(self) -> bool:
        if self._process.poll() is not None:
            raise SystemExit(f"{' '.join(self._command)} ended; it said: {self._log.read_text(errors='replace')[-2000:]}")
        return True


def _connected(port: int) -> bool:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[2].endswith(f":{port:04X}") and row[3] == _ESTABLISHED for row in rows)
