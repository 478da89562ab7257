"""What speaks against a device's value by itself: sentinels, the model's range, what people declared invalid, blindness."""

from collections import defaultdict
from collections.abc import Iterable

from config.catalogue import Catalogue
from config.good import blind_by, bounds_by
from config.quality import QualityRules
from domain.air.counted import Counted, counted_by
from domain.device import Device
from domain.parameter import Flag, flag_of
from storage.state.air.invalidations import Invalidation


class Quality:
    """The rules that judge: the catalogue's ranges and sentinels, and quality.toml's bounds of series."""

    def __init__(self, catalogue: Catalogue, rules: QualityRules) -> None:
        self.rules = rules
        self._catalogue = catalogue
        self._bounds = bounds_by(catalogue)
        self.blind = blind_by(catalogue)

    def counted(self, invalid: Iterable[Invalidation] = ()) -> Counted:
        """Return what a value gives to a mean: see `counted_by`."""
        return counted_by(self._bounds, invalid)

    def optical(self, device: Device) -> bool:
        """Return whether the device's model counts drops as dust in humid air."""
        model = self._catalogue.model(device.model)
        return model is not None and model.optical

    def unit(self, parameter: str) -> str:
        """Return the parameter's unit, empty for one that the catalogue doesn't know."""
        return self._catalogue.unit(parameter)

    def fault(self, device: Device, parameter: str, value: float) -> tuple[Flag, str] | None:
        """Return flag and sentence where the value by itself is missing or outside the model's range; else None."""
        rules = self._catalogue.parameters.get(parameter)
        if rules is None:
            return None
        model = self._catalogue.model(device.model)
        flag = flag_of(value, rules, model)
        if flag is Flag.MISSING:
            return flag, f"sentinel: {value:g} stands for not measured"
        if flag is Flag.FAIL and model is not None:
            span = model.ranges[parameter]
            return flag, f"range: {value:g} {rules.unit} is outside what {model.id} measures ({span.low:g} to {span.high:g})"
        return None


def grouped(invalid: Iterable[Invalidation]) -> dict[str, list[Invalidation]]:
    """Return declared invalid periods by device."""
    by_device: dict[str, list[Invalidation]] = defaultdict(list)
    for period in invalid:
        by_device[period.device_id].append(period)
    return dict(by_device)
