"""Computes the probability that a gamma distributed amount stays below a bound."""

from math import exp, lgamma, log

_STEPS = 200
_SMALL = 1e-10
_TINY = 1e-300


def chance_below(bound: float, shape: float, scale: float) -> float:
    """Return P(X <= `bound`) for a gamma X with mean `shape` · `scale` and variance `shape` · `scale`².

    The regularised lower incomplete gamma function, by series below the mean and by continued fraction above it
    (Numerical Recipes, 3rd ed., 6.2). Raises ValueError unless shape and scale are above 0.
    """
    if shape <= 0 or scale <= 0:
        raise ValueError(f"a gamma distribution needs shape and scale above 0, got {shape:g} and {scale:g}")
    x = bound / scale
    if x <= 0:
        return 0.0
    weight = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        return min(weight * _series(shape, x), 1.0)
    if weight < _SMALL:  # the fraction is below 1/2 here
        return 1.0
    chance = 1 - weight * _fraction(shape, x)
    return min(max(chance, 0.0), 1.0)


def _series(shape: float, x: float) -> float:
    term = total = 1 / shape
    for step in range(1, _STEPS):
        term *= x / (shape + step)
        total += term
        if term < total * _SMALL:
            break
    return total


def _fraction(shape: float, x: float) -> float:
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    total = d
    for step in range(1, _STEPS):
        a = -step * (step - shape)
        b += 2
        d = 1 / (a * d + b or _TINY)
        c = b + a / c or _TINY
        change = c * d
        total *= change
        if -_SMALL < change - 1 < _SMALL:
            break
    return total
