"""Damage in the ingest log: the bytes between good records that cannot be read are kept aside and reported."""

from pathlib import Path

import structlog

from domain.count_of import count_of

SUFFIX = ".damaged"
_log = structlog.get_logger("ingest")


def keep(folder: Path, position: int, size: int, data: bytes) -> None:
    """Keep the unreadable bytes of `size` bytes at a log position in a file of their own, and log where they are.

    `data` is shorter than `size` where the file itself has lost its end.
    """
    path = folder / f"{position:020d}{SUFFIX}"
    try:
        path.write_bytes(data)
    except OSError as error:
        _log.error("cannot keep damaged bytes of the ingest log", path=str(path), error=error.strerror)
    _log.error(
        "the ingest log is damaged: what these bytes held is lost, reading goes on behind them",
        position=position,
        bytes=size,
        missing=size - len(data),
        kept=str(path),
    )


def files(folder: Path) -> list[Path]:
    """Return the files of damaged bytes, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def problem(folder: Path) -> str | None:
    """Return a sentence about the damage that nobody has dealt with yet, None when there is none."""
    damaged = files(folder)
    if not damaged:
        return None
    return (
        f"the ingest log was damaged in {count_of(len(damaged), 'place')}: acknowledged readings are lost, the others were kept. "
        f"Check the disk of {folder} for errors; the unreadable bytes are in {damaged[0].name}"
        f"{'' if len(damaged) == 1 else ' and later *' + SUFFIX}. Move them away to end this message"
    )
