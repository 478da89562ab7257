"""A cause that repeats is told once a minute, with how often it was withheld; another cause is told at once."""

import logging
from typing import Any

import pytest

from bysans.repeated_lines import OncePerMinute


class Minutes:
    """A clock in a test's hand, in seconds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Minutes:
    return Minutes()


@pytest.fixture
def once(clock: Minutes) -> OncePerMinute:
    return OncePerMinute(clock)


def line(msg: Any, *, name: str = "uvicorn.error", level: int = logging.WARNING, error: BaseException | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, level, __file__, 1, msg, (), exc_info)


def test_the_same_line_is_written_once_a_minute_with_its_count(once: OncePerMinute, clock: Minutes) -> None:
    assert once.filter(line("Invalid HTTP request received."))
    assert not any(once.filter(line("Invalid HTTP request received.")) for _ in range(999))
    clock.now = 60.0
    again = line("Invalid HTTP request received.")
    assert once.filter(again)
    assert again.getMessage() == "Invalid HTTP request received. (and 999 more like it, not written)"


def test_another_cause_is_written_at_once(once: OncePerMinute) -> None:
    assert once.filter(line({"event": "a store is away", "error": "a"}, name="api.web.error_handlers"))
    assert once.filter(line({"event": "a store is away", "error": "b"}, name="api.web.error_handlers"))
    assert not once.filter(line({"event": "a store is away", "error": "b"}, name="api.web.error_handlers"))


def test_two_requests_that_fail_in_the_same_place_are_one_cause(once: OncePerMinute) -> None:
    def failed(path: str, at: int, error: str) -> logging.LogRecord:
        trace = f'Traceback (most recent call last):\n  File "api/x.py", line {at}, in f\n    f()\n{error}'
        return line({"event": "a request failed", "path": path, "exception": trace}, name="api.web.error_handlers", level=logging.ERROR)

    assert once.filter(failed("/a", 7, "ValueError: no"))
    assert not once.filter(failed("/b", 7, "ValueError: no"))
    assert once.filter(failed("/b", 8, "ValueError: no"))


def test_what_no_stranger_can_cause_is_always_written(once: OncePerMinute) -> None:
    assert all(once.filter(line("died, starting it again", name="run", level=logging.ERROR)) for _ in range(3))
    assert all(once.filter(line("serving", name="api.serve", level=logging.INFO)) for _ in range(3))


def test_asyncio_s_errors_are_one_cause_by_kind_and_place(once: OncePerMinute) -> None:
    def accept() -> None:
        raise OSError(24, "Too many open files")

    def out_of_descriptors() -> logging.LogRecord:
        try:
            accept()
        except OSError as error:
            return line("socket.accept() out of system resource", name="asyncio", level=logging.ERROR, error=error)

    assert once.filter(out_of_descriptors())
    assert not any(once.filter(out_of_descriptors()) for _ in range(2000))
