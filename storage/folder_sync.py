"""Makes the names of a folder safe on disk: a file that is synced itself is lost all the same while its name is not."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Return when the names of the files in it survive a sudden death."""
    if os.name != "nt":  # Windows cannot open a folder, and needs no sync of it
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
