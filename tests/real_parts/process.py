"""Starts a real part's process until it answers, stops it, kills it and starts it again in the same place."""

import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE_S = 240.0  # two idle cores start the roles in five seconds, two with twenty others at work in a hundred
PORTS = range(20_000, 32_000)  # below those that systems give to outgoing connections
STEP_S, LONGEST_STEP_S = 0.02, 0.3  # looked at ever more rarely: to look costs what is waited for its CPU

_turns = count(os.getpid() * 97)  # tests that run beside each other begin apart


def free_port() -> int:
    """Return a loopback TCP port that nobody listens on at the moment, and that no outgoing connection takes meanwhile."""
    while True:
        port = PORTS[next(_turns) % len(PORTS)]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_until(condition: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Return as soon as the condition holds; TimeoutError names what was waited for."""
    deadline, step_s = time.monotonic() + patience_s, STEP_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {patience_s:g} s in vain until {what}")
        time.sleep(step_s)
        step_s = min(1.3 * step_s, LONGEST_STEP_S)


class Process(ABC):
    """One process with a directory of its own; subclasses say what to run (`command`) and when it is up (`answers`).

    As a context manager it starts on entry and is stopped on exit. What it prints stands in `log`.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.log = directory / "output.log"
        self._running: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str]:
        """Return the program and its arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Return whether the process does its work, not only whether it lives."""

    @property
    def pid(self) -> int:
        """The running process's number; RuntimeError when it does not run."""
        if self._running is None:
            raise RuntimeError(f"{type(self).__name__} in {self.directory} is not running; call start() first")
        return self._running.pid

    def start(self) -> Self:
        """Start and return once it answers; RuntimeError with its last words when it ends instead."""
        with self.log.open("ab") as output:
            self._running = subprocess.Popen(
                self.command(),
                stdin=subprocess.PIPE,  # open as long as we live: some end with the one who started them
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
            )
        try:
            wait_until(self._up, f"{type(self).__name__} answered; its output is in {self.log}")
        except BaseException:
            self.kill()
            raise
        return self

    def _up(self) -> bool:
        if self._running is None or self._running.poll() is not None:
            last_words = self.log.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{type(self).__name__} ended before it answered; it said: {last_words}")
        return self.answers()

    def stop(self) -> None:
        """End it in order (SIGTERM) and wait until it is gone."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL): nothing is saved."""
        self._end(signal.SIGKILL)

    def restart(self) -> Self:
        """Stop it if it runs, and start it with the same directory and port."""
        if self._running is not None:
            self.stop()
        return self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._running is None:
            return
        self._running.send_signal(how)
        self._running.wait(PATIENCE_S)
        if self._running.stdin:
            self._running.stdin.close()
        self._running = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
