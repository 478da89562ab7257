"""The state of everything that ingest depends on."""

from collections.abc import Mapping
from threading import Lock

import structlog

_log = structlog.get_logger("ingest")


class Health:
    """The problem of each dependency by name (`broker`, `log`, `readings`, `state`): None when it works, else a sentence."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._problems: dict[str, str | None] = {}

    def ok(self, name: str) -> None:
        """Note that a dependency works."""
        self._note(name, None)

    def failed(self, name: str, sentence: str) -> None:
        """Note what is wrong with a dependency and what to do."""
        self._note(name, sentence)

    def starting(self, name: str, sentence: str) -> None:
        """Note that a dependency is not ready yet: no news, so nothing is logged."""
        with self._lock:
            self._problems[name] = sentence

    def problems(self) -> Mapping[str, str | None]:
        """Return the problem of each dependency."""
        with self._lock:
            return dict(self._problems)

    def _note(self, name: str, sentence: str | None) -> None:
        with self._lock:
            changed = self._problems.get(name, "") != sentence
            self._problems[name] = sentence
        if changed:
            _log_change(name, sentence)


def _log_change(name: str, sentence: str | None) -> None:
    if sentence is None:
        _log.info("works", part=name)
    else:
        _log.warning(sentence, part=name)
