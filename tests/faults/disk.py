"""Disks that fail: one that can lose power, and one that can be filled. Only root may mount them; others skip the test."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import pytest

_MEGABYTES = 512


class Disk:
    """A disk at `folder` that can lose power, a context manager.

    It is an ext4 file system in a file, whose copy holds only what was written to it, not what waits in memory.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True)
        self.folder = directory / "disk"
        self.folder.mkdir()
        self._image = directory / "image"
        self._mounts = 0

    def write_back(self) -> None:
        """Write what waits in memory."""
        subprocess.run(["sync", "-f", str(self.folder)], check=True)

    def lose_unwritten(self) -> None:
        """Go on with what the device had at this moment: what was synced, and what the kernel had written back by itself."""
        left = self._image.with_suffix(".left")
        subprocess.run(["cp", "--sparse=always", str(self._image), str(left)], check=True)
        self._unmount()
        shutil.move(left, self._image)
        self._mount()

    def __enter__(self) -> Self:
        with self._image.open("wb") as file:
            file.truncate(_MEGABYTES * 1_000_000)
        try:
            subprocess.run(["mkfs.ext4", "-q", "-F", str(self._image)], check=True, capture_output=True)
            self._mount()
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("a disk that can lose power is an ext4 file system in a file, and only root may mount one")
        return self

    def __exit__(self, *_: object) -> None:
        while self._mounts:
            self._unmount()

    def _mount(self) -> None:
        subprocess.run(["mount", "-o", "loop", str(self._image), str(self.folder)], check=True, capture_output=True)
        self._mounts += 1

    def _unmount(self) -> None:
        # Lazily: a process that is about to end may hold a file; it goes on writing to what nobody looks at.
        subprocess.run(["umount", "-l", str(self.folder)], check=True, capture_output=True)
        self._mounts -= 1


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Give a disk at `folder` that can be filled."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk that can be filled is a tmpfs, and only root may mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Fill a disk, and return the file to delete for room again."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(65536)):
            pass
    return filler
