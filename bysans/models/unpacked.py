"""Unpacks a ZIP of vendors' files for as long as it is read."""

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from bysans.models.codec_profile import ProfileError

_MOST_BYTES, _MOST_FILES = 500_000_000, 50_000


@contextmanager
def unpacked(source: Path, leave_out: Callable[[str], None]) -> Iterator[Path]:
    """Give the folder or file itself, or the folder that a ZIP's files were unpacked into. Raises ProfileError.

    `leave_out` is told of a file in the ZIP that would lie outside that folder.
    """
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
                inside = {info.filename for info in infos if _is_inside(info.filename)}
                for info in infos:
                    if info.filename not in inside:
                        leave_out(f"{info.filename}: would lie outside the ZIP's folder")
                archive.extractall(folder, inside)
        except zipfile.BadZipFile as error:
            raise ProfileError(f"{source}: cannot be unpacked: it is no ZIP file, or damaged") from error
        except (zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError) as error:
            raise ProfileError(f"{source}: cannot be unpacked: {error}") from error
        yield folder


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return ".." not in path.parts and not path.is_absolute()
