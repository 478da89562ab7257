"""Writes a report's figures, the same in HTML and in CSV."""

from math import floor

_DECIMALS = {"mg/m³": 2}
_MOST_DECIMALS = 9


def value_text(value: float, unit: str, limit: float | None = None) -> str:
    """Write a concentration with a decimal point: one decimal (mg/m³ two), more where else it would look to be within `limit`."""
    decimals = _DECIMALS.get(unit, 1)
    while True:
        text = f"{value + 0:.{decimals}f}"
        if limit is None or (float(text) > limit) == (value > limit) or decimals == _MOST_DECIMALS:
            # A little below zero is zero: nobody needs to read −0.0.
            return text.removeprefix("-") if float(text) == 0 else text
        decimals += 1


def percent_text(share: float) -> str:
    """Write a share (0–1) in per cent to a tenth, cut and not rounded: 84.96 % are not yet 85."""
    # The hair: 0.85 · 1000 may be a little less than 850 in floating point.
    return f"{floor(share * 1000 + 1e-6) / 10:.1f}"


def limit_text(limit: float) -> str:
    """Write a limit as short as it is."""
    return f"{limit:g}"
