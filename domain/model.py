"""Device models: what they can measure and how their messages are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.device import Kind
from domain.topic_pattern import TopicPattern

AIRROHR_MODEL = "sensor-community/airrohr"  # the model of all that sends as an airRohr, whatever it is registered as


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a model can measure of one parameter, bounds included, in the parameter's unit; `source` cites it."""

    low: float
    high: float
    source: str

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"a range must ascend, got {self.low} to {self.high}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMark:
    """A text behind a number that says something of its own: `parameter` is 1 with it and 0 without, as `2.6(low battery)`."""

    text: str
    parameter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Which parameter a network's decoded field is, in which `unit` (None: the parameter's own).

    `words`: values for a field that comes as a word, such as `tilt`. `mark`: a text that may stand behind its number.
    `most`: what is more may be of another unit, so nobody knows what it is.
    """

    parameter: str
    unit: str | None = None
    words: Mapping[str, float] = field(default_factory=dict)
    mark: TextMark | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A device model of the catalogue, `vendor/model`, or the neutral `generic` and `reference`.

    `kind`: what it is made for, None when it may be either. `sentinels`: by parameter, values that mean "not measured".
    `units`: by parameter, units it sends in that aren't ours. `fields`: names a network's decoder gives its values.
    `decoder`: names how its bytes are read; `codec`: the file of its vendor's JavaScript that reads them. `ignored`: names of what
    it sends beside, which measures nothing of ours. `aliases`: what networks call it. `optical`: counts drops as dust in humid air.
    `blind_to`: parameters of which it cannot see all, such as coarse dust. `topics`: on which it sends JSON of its own; `time`: the
    path to the time in that, None where it has none. Raises ValueError when two would read the bytes.
    """

    id: str
    kind: Kind | None
    source: str
    ranges: Mapping[str, Span] = field(default_factory=dict)
    sentinels: Mapping[str, frozenset[float]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    decoder: str | None = None
    codec: str | None = None
    ignored: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    optical: bool = False
    blind_to: frozenset[str] = frozenset()
    topics: tuple[TopicPattern, ...] = ()
    time: str | None = None

    def __post_init__(self) -> None:
        if self.decoder is not None and self.codec is not None:
            raise ValueError("names a decoder and a codec: one of them reads the bytes")

    def is_sentinel(self, parameter: str, value: float) -> bool:
        """Return whether this model sends `value` for "not measured"."""
        return value in self.sentinels.get(parameter, ())

    def reads_fields(self, *, has_bytes: bool) -> bool:
        """Return whether a network's own decoding is read: not beside bytes that we decode, nor where the model names no fields for it."""
        return self.decoder is None or (bool(self.fields) and not has_bytes)

    def knows(self, field_name: str) -> bool:
        """Return whether a field of this name is known, be it as a measurement or as nothing of ours."""
        return field_name in self.fields or field_name in self.ignored

    def is_within(self, parameter: str, value: float) -> bool:
        """Return whether `value` is one that this model can measure; what has no range isn't judged."""
        span = self.ranges.get(parameter)
        return span is None or span.low <= value <= span.high
