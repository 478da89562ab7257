"""Marks a piece of work as a span, which shows how much of a message's or a request's time it takes.

As with the log, a process says once, at its start, where spans go; until then they cost next to nothing.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

Attribute = str | int | float | None
Note = Callable[[str, Attribute], None]  # adds an attribute that is known only later
Begin = Callable[[str, Mapping[str, Attribute], str | None], AbstractContextManager[Note]]

_NOWHERE: AbstractContextManager[Note] = nullcontext(lambda _name, _value: None)
_begin: list[Begin] = []  # empty, or how a span begins


def send_spans(begin: Begin | None) -> None:
    """Let spans begin by `begin` from now on, given name, attributes and the W3C `traceparent` they follow; None: they go nowhere."""
    _begin[:] = [] if begin is None else [begin]


def span(name: str, *, traceparent: str | None = None, **attributes: Attribute) -> AbstractContextManager[Note]:
    """Return the block that is one piece of work."""
    return _begin[0](name, attributes, traceparent) if _begin else _NOWHERE
