"""Figures without the noise of binary arithmetic: 0.9315200000000001 is 0.93152."""

_DIGITS = 12  # significant ones: more than any sensor has, fewer than arithmetic disturbs


def tidy(value: float) -> float:
    """Return a computed value rounded to 12 significant digits; a value as it was sent needs no such rounding."""
    return float(f"{value:.{_DIGITS}g}")
