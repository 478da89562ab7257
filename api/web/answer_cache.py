"""Answers that are the same for everyone, kept until what they are made of changes."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock

from fastapi import Response

Stamp = Hashable  # says of what an answer is made: another stamp, and it is made anew
_MOST = 256  # answers; the one that was asked for longest ago goes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer as it is sent, plain and packed; `tag` is its ETag."""

    stamp: Stamp
    tag: str
    headers: dict[str, str]
    body: bytes
    packed: bytes


@dataclass(slots=True)
class _Place:
    """Where one answer is kept. `making`: who makes it anew, while others wait for that one instead of making it too."""

    making: Lock = field(default_factory=Lock)
    kept: KeptAnswer | None = None


class AnswerCache:
    """Keeps a bounded number of answers; any thread may ask."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, stamp: Stamp, make: Callable[[], Response]) -> KeptAnswer:
        """Return the answer of `key`, made anew where it was made of something else; raises what `make` raises."""
        place = self._place(key)
        kept = place.kept
        if kept is not None and kept.stamp == stamp:
            return kept
        with place.making:
            if place.kept is None or place.kept.stamp != stamp:
                place.kept = _kept(stamp, make())
            return place.kept

    def _place(self, key: Hashable) -> _Place:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            if len(self._places) > self._most:
                self._places.popitem(last=False)
            return place


def _kept(stamp: Stamp, answer: Response) -> KeptAnswer:
    body = bytes(answer.body)
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return KeptAnswer(stamp=stamp, tag=tag, headers=headers, body=body, packed=gzip.compress(body, mtime=0))
