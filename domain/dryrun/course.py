"""How far some work has come, told after each of the things that it goes through."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Self, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Course:
    """Hears the share done (0–1) of a part of some work: what lies between `start` and `end` of the whole."""

    hear: Callable[[float], None]
    start: float = 0.0
    end: float = 1.0

    def part(self, start: float, end: float) -> Self:
        """Return the course of a part, which begins and ends at these shares of this one."""
        whole = self.end - self.start
        return type(self)(self.hear, self.start + whole * start, self.start + whole * end)

    def through(self, things: Iterable[Thing], count: int) -> Iterator[Thing]:
        """Yield each of so many things, and tell how far it has come when the next is asked for."""
        self.hear(self.start)
        for number, thing in enumerate(things, 1):
            yield thing
            self.hear(self.start + (self.end - self.start) * number / count)


UNHEARD = Course(lambda _share: None)
