"""Tells a role that works from one that hangs: it touches a file while it works, whether or not its stores answer."""

from pathlib import Path


class AliveFile:
    """The file that a role touches, as its supervisor sees it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._touched: int | None = None

    def was_touched(self) -> bool:
        """Return whether it was touched since last asked."""
        before, self._touched = self._touched, self._read()
        return self._touched not in (None, before)

    def _read(self) -> int | None:
        try:
            return self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return None
