"""Topics on which some models send: which level names the device, and which the field."""

from dataclasses import dataclass, field
from typing import NamedTuple

from domain.device import is_id

_DEVICE, _FIELD = "{device}", "{field}"
_OURS = ("bysans/v1/", "$")


class TopicMatch(NamedTuple):
    """What a topic says: whose it is, and the name of what is sent where the topic names it."""

    device_id: str
    field: str | None


@dataclass(frozen=True, slots=True)
class TopicPattern:
    """A topic with `{device}` for one level, and perhaps `{field}` for another.

    Such as `zigbee2mqtt/{device}` or `shellies/{device}/sensor/{field}`. Raises ValueError for a text that is no such pattern.
    """

    text: str
    levels: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        levels = tuple(self.text.split("/"))
        if levels.count(_DEVICE) != 1 or levels.count(_FIELD) > 1:
            raise ValueError(f"topic {self.text!r} must have the level {_DEVICE} once, and {_FIELD} at most once")
        others = [level for level in levels if level not in (_DEVICE, _FIELD)]
        if not others or any(not level or set(level) & set("{}+#\0") for level in others):
            raise ValueError(f"topic {self.text!r} must have a level of its own, none empty and none with {{, }}, + or #")
        if self.text.startswith(_OURS):
            raise ValueError(f"topic {self.text!r} is one of Bysans' own or of the broker's: it is read already")
        object.__setattr__(self, "levels", levels)

    @property
    def filter(self) -> str:
        """What to subscribe to."""
        return "/".join("+" if level in (_DEVICE, _FIELD) else level for level in self.levels)

    def of(self, device_id: str) -> str:
        """Return what one device sends on, as a topic filter."""
        return "/".join(device_id if level == _DEVICE else "+" if level == _FIELD else level for level in self.levels)

    def match(self, topic: str) -> TopicMatch | None:
        """Return what a topic of this pattern says, None for another one or one whose device cannot be registered."""
        levels = topic.split("/")
        if len(levels) != len(self.levels):
            return None
        found: dict[str, str] = {}
        for expected, level in zip(self.levels, levels, strict=True):
            if expected in (_DEVICE, _FIELD):
                found[expected] = level
            elif expected != level:
                return None
        return TopicMatch(found[_DEVICE], found.get(_FIELD)) if is_id(found[_DEVICE]) else None
