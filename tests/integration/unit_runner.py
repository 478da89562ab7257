"""Stands in for systemctl where no systemd runs: `unit_runner.py FOLDER COMMAND [--now] UNIT…` starts and stops what units say."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path


def main(folder: Path, command: str, *rest: str) -> int:
    """Carry out a command of systemctl on the units whose files are in `folder`."""
    units = [unit for unit in rest if not unit.startswith("-")]
    if command in ("stop", "restart"):
        for unit in units:
            _stop(folder / f"{unit}.pid")
    if command in ("start", "restart") or (command == "enable" and "--now" in rest):
        for unit in units:
            _start(folder, unit)
    return 0 if command in ("start", "stop", "restart", "enable", "daemon-reload") else 2


def _start(folder: Path, unit: str) -> None:
    name, _, instance = unit.partition("@")
    file = folder / unit if unit.endswith(".timer") else folder / (f"{name}@.service" if instance else f"{name}.service")
    text = file.read_text("utf-8")
    [line] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE) or [""]
    if not line:  # a timer starts nothing now
        return
    for needed in re.findall(r"^StateDirectory=(.*)$", text, re.MULTILINE):
        (folder.parents[2] / "var" / "lib" / needed).mkdir(parents=True, exist_ok=True)
    with (folder / f"{unit}.log").open("ab") as log:
        arguments = shlex.split(line.replace("%i", instance))
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    (folder / f"{unit}.pid").write_text(str(process.pid))


def _stop(file: Path) -> None:
    if not file.exists():
        return
    pid = int(file.read_text())
    file.unlink()
    try:
        os.kill(pid, signal.SIGTERM)
        subprocess.run(["tail", f"--pid={pid}", "-f", "/dev/null"], timeout=60, check=True)  # it is no child of ours to wait for
    except ProcessLookupError:
        return


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
