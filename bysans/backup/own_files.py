"""Files of the data folder that a backup holds beside the stores and the log: secrets, and a town's own device models."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_SECRETS = ("link-secret", "admin-key", "broker/devices")
_MODELS = "models"  # with codecs; a folder elsewhere, which `models.folder` names, is backed up by whoever has it there
FOLDERS = frozenset({*(name.partition("/")[0] for name in _SECRETS), _MODELS})


def own_files(folder: Path) -> Iterator[str]:
    """Yield the names of those that are there, relative to the data folder."""
    yield from (name for name in _SECRETS if (folder / name).exists())
    yield from (path.relative_to(folder).as_posix() for path in sorted((folder / _MODELS).rglob("*")) if path.is_file())


def is_own_file(name: str) -> bool:
    """Return whether a backup may hold a file of that name: none leads out of the folder."""
    parts = PurePosixPath(name).parts
    return name in _SECRETS or (len(parts) > 1 and parts[0] == _MODELS and ".." not in parts)
