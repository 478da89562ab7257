"""A cause that repeats, told once a minute: strangers must not be able to fill the disk with our log."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

INTERVAL_S = 60.0
_MOST_CAUSES = 1000  # remembered; beyond it all are forgotten, and told once more
# What is told at the request of whoever reaches the port, and every few seconds while a collector of traces is away.
_AT_STRANGERS_REQUEST = ("uvicorn", "asyncio", "api.", "broker", "opentelemetry")


@dataclass(slots=True)
class _ReportedCause:
    at: float
    withheld: int = 0


class OncePerMinute(logging.Filter):
    """Lets a line of the API and its libraries through once in `INTERVAL_S` for each cause, with how often it was withheld."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._lock = Lock()
        self._told: dict[tuple[object, ...], _ReportedCause] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the line is to be written."""
        if record.levelno < logging.WARNING or not record.name.startswith(_AT_STRANGERS_REQUEST):
            return True
        with self._lock:
            now, cause = self._monotonic(), _cause_of(record)
            reported = self._told.get(cause)
            if reported is not None and now - reported.at < INTERVAL_S:
                reported.withheld += 1
                return False
            if len(self._told) >= _MOST_CAUSES:
                self._told.clear()
            self._told[cause] = _ReportedCause(now)
        if reported is not None and reported.withheld:
            _add(record, reported.withheld)
        return True


def _cause_of(record: logging.LogRecord) -> tuple[object, ...]:
    """Return what makes two lines tell the same: logger, message without its figures, and the exception's kind and place."""
    template = record.msg
    if isinstance(template, Mapping):  # structlog's, whose exception is text by now
        exception = str(template.get("exception", "")).strip().splitlines()
        return (record.name, template.get("event"), template.get("error"), exception[-1] if exception else "", _place(exception))
    error = record.exc_info[1] if record.exc_info else None
    trace = error.__traceback__ if error else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (record.name, str(template), type(error), (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else None)


def _place(exception: list[str]) -> str:
    return next((line.strip() for line in reversed(exception) if line.lstrip().startswith("File ")), "")


def _add(record: logging.LogRecord, withheld: int) -> None:
    if isinstance(record.msg, dict):
        record.msg = {**record.msg, "withheld": withheld}
    else:
        record.msg = f"{record.msg} (and {withheld} more like it, not written)"
