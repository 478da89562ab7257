"""`simulate` as a process of its own: it sends to a real broker and ends cleanly when told to."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.real_parts.mosquitto import Mosquitto

pytestmark = pytest.mark.real("mosquitto")
PROGRAM = "import typer, simulators.commands.simulate as c; app = typer.Typer(); app.command()(c.simulate); app()"


@contextmanager
def simulator(broker: Mosquitto, folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, "--mqtt", broker.url, "--air", "3", "--bins", "5", "--history-rate", "5", *more]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder) as process:
        try:
            yield process
        finally:
            process.kill()


def hear(broker: Mosquitto, count: int) -> None:
    """Return when `count` messages of devices have been heard."""
    command = ["mosquitto_sub", "-h", broker.host, "-p", str(broker.port), "-t", "bysans/v1/#", "-C", str(count), "-W", "30"]
    subprocess.run(command, capture_output=True, timeout=240, check=True)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_ends_cleanly_with_everything_acknowledged(mosquitto: Mosquitto, tmp_path: Path, how: signal.Signals) -> None:
    with simulator(mosquitto, tmp_path) as process:
        hear(mosquitto, 3)
        process.send_signal(how)
        _, output = process.communicate(timeout=240)
    assert process.returncode == 0
    sent, acknowledged = (int(output.split(word)[0].split()[-1]) for word in (" messages,", " acknowledged"))
    assert sent == acknowledged >= 3


def test_it_ends_by_itself_after_the_seconds_it_was_given(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with simulator(mosquitto, tmp_path, "--seconds", "0.5") as process:
        _, output = process.communicate(timeout=240)
    assert process.returncode == 0
    assert "no key, so no device is registered" in output
    assert " acknowledged, 0 refused" in output


def test_it_ends_when_the_process_that_started_it_is_gone(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with simulator(mosquitto, tmp_path, "--with-parent") as process:
        hear(mosquitto, 1)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0
