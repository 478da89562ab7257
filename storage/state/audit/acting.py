"""Who acts at this moment: set where a request or a command begins, filled in where they are recognised."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from domain.access.actor import Actor


@dataclass(slots=True)
class Acting:
    """A request or command under way: by whom, from which address, and the clock (`wall`, ms UTC) that dates what it changes."""

    wall: Callable[[], int]
    actor: Actor
    address: str | None = None


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def now_acting() -> Acting | None:
    """Return who acts; None where Bysans itself does, whose changes are no one's."""
    return _acting.get()


@contextmanager
def acts(acting: Acting) -> Iterator[None]:
    """Let whatever changes in the block be by `acting`."""
    token = _acting.set(acting)
    try:
        yield
    finally:
        _acting.reset(token)


def recognise(actor: Actor) -> None:
    """Say who acts, in the request that is under way if there is one."""
    if (acting := _acting.get()) is not None:
        acting.actor = actor
