"""What the ingest's parts say of what they depend on."""

from collections.abc import Mapping
from threading import Lock

import structlog

_log = structlog.get_logger("ingest")


class Health:
    """The last word on each dependency by name (`broker`, `log`, `readings`, `state`): None when it works, else a sentence."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._words: dict[str, str | None] = {}

    def ok(self, name: str) -> None:
        """Say that a dependency works."""
        self._say(name, None)

    def failed(self, name: str, sentence: str) -> None:
        """Say what is wrong with a dependency and what to do."""
        self._say(name, sentence)

    def words(self) -> Mapping[str, str | None]:
        """Return the last word on each."""
        with self._lock:
            return dict(self._words)

    def _say(self, name: str, sentence: str | None) -> None:
        with self._lock:
            changed = self._words.get(name, "") != sentence
            self._words[name] = sentence
        if changed:
            _announce(name, sentence)


def _announce(name: str, sentence: str | None) -> None:
    if sentence is None:
        _log.info("works", part=name)
    else:
        _log.warning(sentence, part=name)
