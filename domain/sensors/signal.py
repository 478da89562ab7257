"""How well a LoRaWAN gateway hears a sensor.

The slowest data rate (SF12) is understood down to a signal-to-noise ratio of −20 dB and, at 125 kHz, −137 dBm (Semtech SX1276 data
sheet, tables 10 and 13, V); networks leave 10 dB of margin (`installation_margin` of ChirpStack, V). A signal within that margin of
the end is weak: rain, leaves or a parked lorry take it away.
"""

from typing import Literal

_WEAKEST_SNR, _WEAKEST_RSSI, _MARGIN = -20.0, -137.0, 10.0

Strength = Literal["good", "fair", "weak"]


def strength(rssi: float | None, snr: float | None = None) -> Strength | None:
    """Return how strong a signal is by the worse of its strength (dBm) and its signal-to-noise ratio (dB); None where neither is known."""
    margins = [value - weakest for value, weakest in ((rssi, _WEAKEST_RSSI), (snr, _WEAKEST_SNR)) if value is not None]
    if not margins:
        return None
    if min(margins) < _MARGIN:
        return "weak"
    return "fair" if min(margins) < 2 * _MARGIN else "good"
