"""The shape of the catalogue's TOML files, and their contents in the domain's terms."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from config.figures import Figure, Source
from config.toml_file import Table
from domain.device import Kind
from domain.model import Field as DecodedField
from domain.model import Model, Span, TextMark
from domain.parameter import Conversion, Parameter, spelt
from domain.topic_pattern import TopicPattern
from domain.waste.level.fill import HIGHEST_TRUE, LOWEST_TRUE

# The ways to read a device's bytes that there are: `DECODERS` of ingest's formats has a function for each.
Decoder = Literal[
    "decentlab-dl-mbx",
    "decentlab-dl-pm",
    "dragino-ldds75",
    "milesight-am319",
    "milesight-em310",
    "milesight-em400",
    "milesight-em500",
]

# What a bin's fill can be is no vendor's to say: a sensor's noise around 0 and 100 is as good by `fill` as by `distance`.
_FILL = Span(low=LOWEST_TRUE, high=HIGHEST_TRUE, source="domain/waste/level/fill.py")


class ConversionTable(Table):
    """(value − minus) · times / over."""

    minus: Figure = 0.0
    times: Figure = Field(1.0, gt=0)
    over: Figure = Field(1.0, gt=0)

    def conversion(self) -> Conversion:
        """Return it in the domain's terms."""
        return Conversion(minus=self.minus, times=self.times, over=self.over)


Units = Mapping[str, Figure | ConversionTable]


class UnitsTable(Table):
    """The units of one quantity."""

    source: Source
    units: Units


class PlainMost(Table):
    """The most that a decoder's field of a parameter's own name is believed to be in our unit."""

    value: Figure
    reason: Source


class ParameterTable(Table):
    """One parameter."""

    unit: str
    units: str
    possible: tuple[Figure, Figure]
    only: tuple[Figure, ...] = ()
    reason: Source
    more_units: Units = Field({})
    aliases: tuple[str, ...] = ()
    sensor: str
    plain_most: PlainMost | None = None
    more_source: Source | None = None

    def parameter(self, name: str, quantities: Mapping[str, UnitsTable], sentinels: tuple[float, ...]) -> Parameter:
        """Return it in the domain's terms. Raises ValueError."""
        if self.units not in quantities:
            raise ValueError(f"units names no table of units: {self.units!r}; there are {', '.join(quantities)}")
        if self.more_units and self.more_source is None:
            raise ValueError("more_units needs a more_source")
        units = {**quantities[self.units].units, **self.more_units}
        low, high = self.possible
        return Parameter(
            name=name,
            unit=self.unit,
            low=low,
            high=high,
            reason=re.sub(r" \(?[VMO]\)?$", "", self.reason),
            only=frozenset(self.only),
            sentinels=frozenset(sentinels),
            conversions={spelt(unit): _conversion(how) for unit, how in units.items()},
            aliases=self.aliases,
            sensor=self.sensor,
            plain_most=None if self.plain_most is None else self.plain_most.value,
        )


class ParametersFile(Table):
    """parameters.toml."""

    sentinels: tuple[Figure, ...]
    units: Mapping[str, UnitsTable]
    parameters: Mapping[str, ParameterTable]


class SpanTable(Table):
    """What a model can measure of one parameter."""

    low: Figure
    high: Figure
    source: Source


class MarkTable(Table):
    """What a network's decoder writes behind a number."""

    text: str
    parameter: str


class FieldTable(Table):
    """What a network's decoded field is."""

    parameter: str
    unit: str | None = None
    words: Mapping[str, Figure] = {}
    mark: MarkTable | None = None

    def field(self) -> DecodedField:
        """Return it in the domain's terms."""
        mark = None if self.mark is None else TextMark(text=self.mark.text, parameter=self.mark.parameter)
        return DecodedField(parameter=self.parameter, unit=self.unit, words=self.words, mark=mark)


class ModelTable(Table):
    """One device model."""

    source: Source
    kind: Kind | None = None
    decoder: Decoder | None = None
    codec: str | None = None
    aliases: tuple[str, ...] = ()
    optical: bool = False
    blind_to: Mapping[str, Source] = {}
    ranges: Mapping[str, SpanTable] = {}
    sentinels: Mapping[str, tuple[Figure, ...]] = {}
    units: Mapping[str, str] = {}
    fields_: Mapping[str, FieldTable] = Field({}, alias="fields")
    ignored: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    time: str | None = None

    def model(self, model_id: str, codec: Path | None = None) -> Model:
        """Return it in the domain's terms; `codec`: where the file that it names lies. Raises ValueError."""
        return Model(
            id=model_id,
            kind=self.kind,
            source=self.source,
            ranges={"fill": _FILL} | {name: Span(**span.model_dump()) for name, span in self.ranges.items()},
            sentinels={name: frozenset(values) for name, values in self.sentinels.items()},
            units=self.units,
            fields={name: field.field() for name, field in self.fields_.items()},
            ignored=frozenset(self.ignored),
            decoder=self.decoder,
            codec=None if codec is None else str(codec),
            aliases=frozenset(self.aliases),
            optical=self.optical,
            blind_to=frozenset(self.blind_to),
            topics=tuple(map(TopicPattern, self.topics)),
            time=self.time,
        )


def _conversion(how: float | ConversionTable) -> Conversion:
    return how.conversion() if isinstance(how, ConversionTable) else Conversion(times=how)
