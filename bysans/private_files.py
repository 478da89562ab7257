"""The files of the data folder are for the service's own user alone: they hold secrets, and where people were."""

import os
from pathlib import Path

import structlog

_OURS = ("state.db*", "readings.db*", "*-secret", "admin-key", "broker/*", "log/*")
_OTHERS = 0o077  # all that group and world may do
_log = structlog.get_logger("start")


def make_private() -> None:
    """Let this process make no file that others can read."""
    os.umask(_OTHERS)


def mend(folder: Path) -> None:
    """Take from others what an older Bysans, or a copy, left open to them, and say so in the log."""
    if os.name == "nt":  # has no such bits
        return
    mended, refused = [], []
    for path in (path for pattern in _OURS for path in sorted(folder.glob(pattern))):
        try:
            mode = path.stat().st_mode
            if mode & _OTHERS and path.is_file():
                path.chmod(mode & ~_OTHERS & 0o777)
                mended.append(path.name)
        except PermissionError:
            refused.append(path.name)
        except FileNotFoundError:
            continue  # deleted meanwhile
    if mended:
        _log.warning("others on this machine could read files of the data folder; now only their owner can", files=mended)
    if refused:
        _log.warning(
            "others on this machine can read files of the data folder, and they are not ours to change: `chmod 600`", files=refused
        )
