"""Gives a test a real PostgreSQL on loopback, with a directory and a database of its own."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.real_parts.process import Process, free_port
from tests.real_parts.whereabouts import require

USER = "postgres"  # the server refuses to run as root; its package brings this user
DATABASE = "bysans"
# A test's disk need not survive a power cut, and its server not many clients.
SETTINGS = ("-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=40", "-c", "logging_collector=off")


class Postgresql(Process):
    """A PostgreSQL server; as a context manager it has an empty database at `url`, which is gone afterwards.

    `settings`: options of the server's command line.
    """

    def __init__(self, *, settings: Sequence[str] = SETTINGS) -> None:
        self._settings = settings
        self.program = require("postgresql")
        # Not below pytest's folder: that is closed to the server's own user.
        super().__init__(Path(tempfile.mkdtemp(prefix="bysans-postgresql-")))
        self.port = free_port()
        self.url = f"postgresql+psycopg://bysans@127.0.0.1:{self.port}/{DATABASE}"
        self._data = self.directory / "data"
        if os.geteuid() == 0:
            shutil.chown(self.directory, USER)
            self.log.touch()
        self._run("initdb", "-D", str(self._data), "-U", "bysans", "-A", "trust", "--no-sync", "--no-instructions")

    def command(self) -> Sequence[str]:
        """Return the program and its arguments."""
        address = ["-p", str(self.port), "-h", "127.0.0.1", "-k", ""]
        return [*_as_its_user(), str(self.program), "-D", str(self._data), *address, *self._settings]

    def answers(self) -> bool:
        """Return whether it takes connections."""
        ready = [str(self.program.with_name("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False, timeout=30).returncode == 0

    def stop(self) -> None:
        """End it in order, but not politely: at SIGTERM it would wait for its clients to go."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it at once and unclean: SIGKILL would leave its children behind, and they the port and the memory."""
        self._end(signal.SIGQUIT)

    def __enter__(self) -> Self:
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bysans", DATABASE)
        return self

    def new_database(self) -> str:
        """Make an empty database and return its address: one for each test keeps tests apart."""
        name = f"bysans_{secrets.token_hex(6)}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bysans", name)
        return self.url.removesuffix(DATABASE) + name

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        command = [*_as_its_user(), str(self.program.with_name(name)), *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=self.directory)


def _as_its_user() -> list[str]:
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups"] if os.geteuid() == 0 else []
