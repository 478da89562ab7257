"""How many of a LoRaWAN device's frames were lost on the way, told from their counters.

A device numbers its frames; a number that is missing was sent and not heard. Frames that carry only the network's own commands are
numbered too and passed on by no network, so a few per cent say nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.duration import DAY

KEPT_DAYS = 30
MOST_LOST = 0.1  # a tenth: what duty cycles and commands explain is less (O)
LEAST_FRAMES = 20  # of fewer a share says nothing (O)
COUNTERS = range(2**32)  # LoRaWAN counts with 32 bits
LONGEST_SESSION = 128  # characters, of which networks use 8 to 32
_SHOWN = 7 * DAY
_LARGEST_GAP = 16_384  # MAX_FCNT_GAP (LoRaWAN 1.0.3, 4.3.1.5, V): a greater one is a new session
_REPEATED = 100  # a counter a little lower came late or again; one much lower began anew (O)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame as its network passed it on at `time` (ms UTC): its number in the session, and how the best gateway heard it."""

    device_id: str
    time: int
    counter: int
    session: str
    rssi: float | None = None
    snr: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameDay:
    """A device's frames of the day that begins at `day` (ms UTC): how many were `received` and `lost`, and the newest of them."""

    day: int
    received: int
    lost: int
    newest: Frame

    @property
    def device_id(self) -> str:
        """Whose frames they are."""
        return self.newest.device_id


def count_frame(before: FrameDay | None, frame: Frame) -> FrameDay | None:
    """Return the day with one more frame; None for a frame that tells nothing new. `before`: the device's newest day."""
    day = frame.time - frame.time % DAY
    if before is None:
        return FrameDay(day=day, received=1, lost=0, newest=frame)
    lost = _missing(before.newest, frame)
    if lost is None:
        return None
    today = before if day <= before.day else FrameDay(day=day, received=0, lost=0, newest=frame)
    return replace(today, received=today.received + 1, lost=today.lost + lost, newest=frame)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLoss:
    """Of the frames of the last week so many were received and lost."""

    received: int
    lost: int

    @property
    def share(self) -> float | None:
        """The share (0–1) that was lost, None of too few frames."""
        sent = self.received + self.lost
        return self.lost / sent if sent >= LEAST_FRAMES else None

    @property
    def is_high(self) -> bool:
        """Whether more is lost than should be."""
        return self.share is not None and self.share > MOST_LOST


def frame_loss(days: Iterable[FrameDay], now: int) -> FrameLoss:
    """Return the loss of one device's days within the last week before `now` (ms UTC)."""
    recent = [day for day in days if day.day > now - _SHOWN]
    return FrameLoss(received=sum(day.received for day in recent), lost=sum(day.lost for day in recent))


def _missing(before: Frame, frame: Frame) -> int | None:
    """Return how many numbers are missing between two frames; None where the second came late or again."""
    if before.session != frame.session:
        return 0
    step = frame.counter - before.counter
    if step > 0:
        return step - 1 if step <= _LARGEST_GAP else 0
    return None if step > -_REPEATED else 0
