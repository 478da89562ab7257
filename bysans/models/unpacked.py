"""Unpacks a ZIP of vendors' files for as long as it is read."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bysans.models.codec_profile import ProfileError

_MOST_BYTES, _MOST_FILES = 500_000_000, 50_000


@contextmanager
def unpacked(source: Path) -> Iterator[Path]:
    """Give the folder or file itself, or the folder that a ZIP's files were unpacked into. Raises ProfileError."""
    if source.suffix.lower() != ".zip":
        yield source
        return
    with TemporaryDirectory(prefix="bysans-models-") as name:
        folder = Path(name) / source.stem
        try:
            with zipfile.ZipFile(source) as archive:
                infos = archive.infolist()
                if sum(info.file_size for info in infos) > _MOST_BYTES or len(infos) > _MOST_FILES:
                    raise ProfileError(f"{source}: unpacks to more than {_MOST_BYTES / 1e6:.0f} MB or {_MOST_FILES} files")
                archive.extractall(folder)  # keeps within the folder
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError) as error:
            raise ProfileError(f"{source}: cannot be unpacked: {error}") from error
        yield folder
