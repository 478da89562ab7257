"""A steady load beside a fault, and what `verify` reports afterwards."""

import re
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.integration.service import BYSANS, Service, bysans
from tests.real_parts.process import PATIENCE_S, wait_until

DEVICES = 40
VERIFY_S = 2400  # the soak sends 180,000 readings, and all are asked for
# Doubling shows in readings without a time of their own, so some have none; some are broken, as everywhere.
FAULTS = ("--fault", "untimed=0.05", "--fault", "duplicate=0.01", "--fault", "corrupt=0.002")
_LINE = re.compile(r"^  (\S.*?) {2,}(\d+)(?:  (\w+))?", re.MULTILINE)


@dataclass(frozen=True)
class LedgerVerdict:
    """What `bysans verify` found."""

    exit_code: int
    words: str

    def number(self, label: str) -> int:
        return sum(int(number) for name, number, _ in _LINE.findall(self.words) if name == label)


class LoadProcess:
    """`bysans simulate load` as a process: devices of their own by `seed`, `rate` messages a second until it is stopped."""

    def __init__(self, folder: Path, service: Service, broker_url: str, *, seed: int, rate: float, faults: Sequence[str] = FAULTS) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.ledger = folder / f"ledger-{seed}"
        self._service = service
        self._key = folder / "key"
        self._key.write_text(service.key)
        self._log = folder / f"load-{seed}.log"
        self._command = [
            str(BYSANS), "simulate", "load", "--air", str(DEVICES), "--seed", str(seed), "--rate", str(rate), "--mqtt", broker_url,
            "--api", service.address, "--key-file", str(self._key), "--ledger", str(self.ledger), *faults,
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=subprocess.STDOUT)
        self.grow(1)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def stored(self) -> int:
        return self._service.counts()["stored"]

    def grow(self, more: int, patience_s: float = PATIENCE_S) -> None:
        """Return when so many more readings are stored."""
        before = self.stored()
        wait_until(lambda: self._running() and self.stored() >= before + more, f"{more} more readings were stored", patience_s)

    def _running(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text()
        return True

    def end(self) -> None:
        """Stop sending; return when the broker has answered for everything, or never will."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(PATIENCE_S) == 0, self._log.read_text()

    def verify(self, *accept: str) -> LedgerVerdict:
        """Hold the service to the ledger."""
        reasons = [word for reason in accept for word in ("--accept", reason)]
        done = bysans("verify", str(self.ledger), "--api", self._service.address, "--key-file", str(self._key), *reasons, timeout=VERIFY_S)
        return LedgerVerdict(done.returncode, done.stdout + done.stderr)
