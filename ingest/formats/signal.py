"""Reads how strongly and how clearly gateways heard an uplink."""

from collections.abc import Iterable, Mapping

_WEAKEST, _STRONGEST = -250, 50  # dBm: what is beyond comes from no gateway, and must not cost the device's reading

_NOISIEST, _CLEAREST = -50, 50  # dB


def strongest(signals: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return gateways' reports by signal strength (`rssi`, dBm), the best first."""
    return sorted(signals, key=lambda signal: _WEAKEST if (strength := rssi(signal)) is None else strength, reverse=True)


def rssi(signal: Mapping[str, object]) -> float | None:
    """Return a report's signal strength (dBm), None where it gives none that can be one."""
    return _figure(signal.get("rssi"), _WEAKEST, _STRONGEST)


def snr(signal: Mapping[str, object]) -> float | None:
    """Return a report's signal-to-noise ratio (dB), None where it gives none that can be one."""
    return _figure(signal.get("snr"), _NOISIEST, _CLEAREST)


def _figure(value: object, low: float, high: float) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and low <= value <= high else None  # type: ignore[operator,arg-type]
