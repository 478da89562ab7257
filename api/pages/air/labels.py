"""Places names beside their marks on a drawing, so that none lies on a mark or on another name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Anchor = Literal["start", "middle", "end"]
_LETTER, _LINE = 8.0, 18.0  # a letter's mean width and a line's height, at the drawing's size of text
_HALF = 14.0  # of a mark
_GAP = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Where a name's base line begins, or has its middle or its end."""

    x: float
    y: float
    anchor: Anchor


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def labels(points: Sequence[tuple[float, float]], names: Sequence[str], width: float, height: float) -> list[Label | None]:
    """Return where each name stands: right of its mark, left of it, below or above; None where it has no room.

    `points`: the marks' middles, the most important last: its name is placed first.
    """
    marks = [_Box(x - _HALF, y - _HALF, x + _HALF, y + _HALF) for x, y in points]
    frame = _Box(0, 0, width, height)
    taken: list[_Box] = []
    placed: list[Label | None] = []
    for number in reversed(range(len(points))):
        others = [*taken, *marks[:number], *marks[number + 1 :]]
        free = ((label, box) for label, box in _sides(points[number], names[number]) if _is_free(box, others, frame))
        label, box = next(free, (None, None))
        placed.append(label)
        if box is not None:
            taken.append(box)
    return placed[::-1]


def _is_free(box: _Box, others: Sequence[_Box], frame: _Box) -> bool:
    inside = box.left >= frame.left and box.right <= frame.right and box.top >= frame.top and box.bottom <= frame.bottom
    return inside and not any(box.meets(other) for other in others)


def _sides(point: tuple[float, float], name: str) -> list[tuple[Label, _Box]]:
    (x, y), wide = point, _LETTER * len(name)
    away = _HALF + _GAP
    beside, below, above = y + 5, y + _HALF + _LINE - 4, y - _HALF - 4
    right, left = x + away, x - away
    return [
        (Label(x=right, y=beside, anchor="start"), _Box(right, y - _LINE / 2, right + wide, y + _LINE / 2)),
        (Label(x=left, y=beside, anchor="end"), _Box(left - wide, y - _LINE / 2, left, y + _LINE / 2)),
        *((Label(x=x, y=line, anchor="middle"), _Box(x - wide / 2, line - _LINE + 4, x + wide / 2, line + 4)) for line in (below, above)),
    ]
