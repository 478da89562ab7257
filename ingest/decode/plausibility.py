"""Converts values to our units and takes out those that are physically impossible."""

from collections.abc import Mapping, Sequence
from math import inf

from config.catalogue import Catalogue
from domain.model import Model
from domain.reading import Reason
from ingest.formats.message import UnreadableError, describe

_RADIO = "radio"  # measured by the gateway: it stands beside any message, so it says nothing of this one


class Plausibility:
    """Knows the units and the possible values of every parameter; sentinels pass untouched and get their flag when read."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._parameters = catalogue.parameters
        # A state's sole values are no range: an empty one sends each of them the careful way.
        self._bounds = {name: (inf, -inf) if p.only else (p.low, p.high) for name, p in catalogue.parameters.items()}

    def convert(self, values: dict[str, float], units: Mapping[str, str], model: Model | None) -> None:
        """Convert in place, but for sentinels: −999 means the same in every unit. Raises UnreadableError: unknown_unit."""
        for name, unit in units.items():
            parameter = self._parameters.get(name)
            if parameter is None:
                continue
            conversion = parameter.conversion(unit)
            if conversion is None:
                raise UnreadableError(
                    Reason.UNKNOWN_UNIT, f"{name} has no unit {describe(unit)}: it has {', '.join(parameter.conversions)}"
                )
            if name in values and not self._is_sentinel(name, values[name], model):
                values[name] = conversion.apply(values[name])

    def take_impossible(self, values: dict[str, float], model: Model | None) -> Sequence[str]:
        """Take impossible values out of `values`; return a sentence about each.

        One sensor in a device may fail and the others be right. Values of two kinds of sensor that are impossible at once, or
        none that is possible, show that the whole message is corrupt: raises UnreadableError, out_of_range.
        """
        bounds = self._bounds
        impossible = [
            name
            for name, value in values.items()
            if not bounds[name][0] <= value <= bounds[name][1] and not self._is_allowed(name, value, model)
        ]
        if not impossible:
            return ()
        sentences = [self._sentence(name, values[name]) for name in impossible]
        credible = [name for name in values if name not in impossible and self._parameters[name].sensor != _RADIO]
        if not credible or len({self._parameters[name].sensor for name in impossible}) > 1:
            raise UnreadableError(Reason.OUT_OF_RANGE, "; ".join(sentences))
        for name in impossible:
            del values[name]
        return [f"{sentence}; the reading's other values are stored" for sentence in sentences]

    def _is_allowed(self, name: str, value: float, model: Model | None) -> bool:
        return self._parameters[name].is_possible(value) or self._is_sentinel(name, value, model)

    def _sentence(self, name: str, value: float) -> str:
        parameter = self._parameters[name]
        possible = " or ".join(f"{v:g}" for v in sorted(parameter.only)) or f"{parameter.low:g} to {parameter.high:g}"
        return f"{name} is {describe(value)} {parameter.unit}, possible is {possible}: {parameter.reason}"

    def _is_sentinel(self, name: str, value: float, model: Model | None) -> bool:
        return value in self._parameters[name].sentinels or (model is not None and model.is_sentinel(name, value))
