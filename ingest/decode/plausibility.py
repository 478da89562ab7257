"""Converts values to our units and finds those that are physically impossible."""

from collections.abc import Mapping
from math import inf

from config.catalogue import Catalogue
from domain.model import Model
from domain.reading import Reason
from ingest.formats.message import Measurements, UnreadableError, describe


class Plausibility:
    """Converts units and refuses what is physically impossible; sentinels pass untouched, their flag is told when read."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._parameters = catalogue.parameters
        # A state's sole values are no range: an empty one sends each of them the careful way.
        self._bounds = {name: (inf, -inf) if p.only else (p.low, p.high) for name, p in catalogue.parameters.items()}

    def convert_and_check(self, measured: Measurements, model: Model | None, own_units: Mapping[str, str]) -> None:
        """Convert in place, `own_units` being those the model sends in; raises UnreadableError: unknown_unit or out_of_range."""
        if measured.units or own_units:
            self._convert(measured.values, {**own_units, **measured.units}, model)
        bounds = self._bounds
        for name, value in measured.values.items():
            low, high = bounds[name]
            if not low <= value <= high:
                self._check(name, value, model)

    def _convert(self, values: dict[str, float], units: Mapping[str, str], model: Model | None) -> None:
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

    def _check(self, name: str, value: float, model: Model | None) -> None:
        """Let sentinels and states pass. Raises UnreadableError: out_of_range."""
        parameter = self._parameters[name]
        if not (parameter.is_possible(value) or self._is_sentinel(name, value, model)):
            possible = " or ".join(f"{v:g}" for v in sorted(parameter.only)) or f"{parameter.low:g} to {parameter.high:g}"
            detail = f"{name} is {describe(value)} {parameter.unit}, possible is {possible}: {parameter.reason}"
            raise UnreadableError(Reason.OUT_OF_RANGE, detail)

    def _is_sentinel(self, name: str, value: float, model: Model | None) -> bool:
        return value in self._parameters[name].sentinels or (model is not None and model.is_sentinel(name, value))
