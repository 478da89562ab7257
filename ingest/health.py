"""Whether each part that ingest depends on works, and why not; changes are logged."""

from collections.abc import Callable, Mapping
from threading import Lock
from time import monotonic as real_monotonic

import structlog

_log = structlog.get_logger("ingest")
_AGAIN_S = 5.0


class Health:
    """The problem of each dependency by name (`broker`, `log`, `readings`, `state`): None when it works, else a sentence."""

    def __init__(self, monotonic: Callable[[], float] = real_monotonic) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._problems: dict[str, str | None] = {}
        self._logged_at: dict[str, float] = {}

    def ok(self, name: str) -> None:
        """Note that a dependency works."""
        self._note(name, None)

    def failed(self, name: str, sentence: str) -> None:
        """Note what is wrong with a dependency and what to do."""
        self._note(name, sentence)

    def away(self, name: str, sentence: str) -> None:
        """Note the same at each attempt to reach it: who waits for it reads so every five seconds."""
        self._note(name, sentence, again=True)

    def starting(self, name: str, sentence: str) -> None:
        """Note that a dependency is not ready yet: no news, so nothing is logged."""
        with self._lock:
            self._problems[name] = sentence

    def problems(self) -> Mapping[str, str | None]:
        """Return the problem of each dependency."""
        with self._lock:
            return dict(self._problems)

    def _note(self, name: str, sentence: str | None, *, again: bool = False) -> None:
        with self._lock:
            now = self._monotonic()
            due = again and now - self._logged_at.get(name, now) >= _AGAIN_S
            news = due or self._problems.get(name, "") != sentence
            self._problems[name] = sentence
            if news:
                self._logged_at[name] = now
        if news:
            _log_change(name, sentence)


def _log_change(name: str, sentence: str | None) -> None:
    if sentence is None:
        _log.info("works", part=name)
    else:
        _log.warning(sentence, part=name)
