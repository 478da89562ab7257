"""How likely a measured level is, as a density over %, if this or that is true of its bin."""

from math import exp, pi, sqrt

from domain.waste.level.fill import HIGHEST_TRUE

ANYTHING = 1 / 130  # of an echo from somewhere, or a sensor on its side: any value from -20 to 110
_NEAR, _FAR = 1.2, 3.5  # %: noise of an ultrasonic echo from one reading to the next, and of a poor one
_POOR = 0.1  # share of readings that are poor
_BAGS_A_DAY, _BAG = 8.0, 4.0  # bags thrown in, and the fill (%) of each
_A_DAY_BRINGS = 30.0  # %
_PRESSED_A_DAY, _PRESSED_TO = 0.15, 0.55  # waste settles or is pressed down, at most to so much of what it was
_SETTLES = 0.0005  # probability at any reading
_DUMPED_A_DAY = 0.3  # times that somebody fills it at once, or it fills far faster than most
_ANY_REASON = 1e-7  # density of what no other term explains
_CLEAN, _NOT_CLEAN = -3.0, 5.0  # %: what an emptied bin reads
_PARTIAL = 0.15  # share of emptyings that leave something
_UNKNOWN_LEFT = 1e-6
_BELOW = 15.0  # %: an open lid mostly shows less
_FROM_LID, _IN_LID = 1 / 70, 0.0015  # densities below and above that
_WAVERS = 1.5  # %: noise of what a lid or a box shows


def chance(a_day: float, days: float) -> float:
    """Return the probability that something that happens `a_day` times a day happens within `days`."""
    return 1 - exp(-a_day * days)


def found_again(level: float, seen: float, days: float) -> float:
    """Return how likely `seen` (%) is `days` after the content was at `level` (%): the same, more, or pressed down."""
    rise = seen - level
    dumped = chance(_DUMPED_A_DAY, days)
    came, mean = chance(_BAGS_A_DAY, days) * (1 - dumped), max(_BAG, _A_DAY_BRINGS * days)
    density = (1 - came - dumped) * _noise(rise) + _ANY_REASON
    if rise > _CLEAN:
        density += came * (exp(-max(rise, 0.0) / mean) / mean + _noise(rise) / 4) / 1.25
    if rise >= 0:
        return density + dumped / 100
    pressed = (_PRESSED_A_DAY * min(days, 1.0) + _SETTLES) / ((1 - _PRESSED_TO) * level + 2)
    return density + pressed if seen > _PRESSED_TO * level - 2 else density


def after_emptying(before: float, seen: float, days: float) -> float:
    """Return how likely `seen` (%) is `days` after a bin at `before` (%) was emptied: hardly anything, what came in, or what was left."""
    came, mean = chance(_BAGS_A_DAY, days), max(_BAG, _A_DAY_BRINGS * days)
    width = _NOT_CLEAN - _CLEAN
    beside = max(seen - _NOT_CLEAN, _CLEAN - seen, 0.0)
    clean = exp(-0.5 * (beside / _NEAR) ** 2) / width * (1 - 0.8 * came)
    if seen > _NOT_CLEAN:
        clean += came * exp(-(seen - _NOT_CLEAN) / mean) / mean
    return (1 - _PARTIAL) * clean + _PARTIAL * _left(before, seen) + _UNKNOWN_LEFT


def out_of_lid(seen: float) -> float:
    """Return how likely an open lid shows `seen` (%)."""
    return _FROM_LID if seen < _BELOW else _IN_LID


def before_lens(level: float) -> float:
    """Return how likely something in front of the sensor shows any value above the content's `level` (%)."""
    return 1 / (HIGHEST_TRUE - min(level, 100.0))


def held(seen: float, shown: float) -> float:
    """Return how likely `seen` (%) is while something that shows `shown` (%) is still there."""
    return _normal(seen - shown, _WAVERS)


def lid_held(seen: float, shown: float) -> float:
    """Return the same for an open lid, which now and then shows anything: the sensor looks at the surroundings."""
    return held(seen, shown) + 0.03 * ANYTHING


def _left(before: float, seen: float) -> float:
    """Return how likely a partial emptying leaves `seen` (%) of `before` (%): half of it or less, seldom more."""
    share = seen / max(before, 1.0)
    if not 0.05 < share < 0.9:  # a clean bin, and hardly an emptying
        return 0.0
    return min(1.0, (0.9 - share) / 0.4) / (0.65 * before + 1)


def _noise(error: float) -> float:
    return (1 - _POOR) * _normal(error, _NEAR) + _POOR * _normal(error, _FAR)


def _normal(error: float, deviation: float) -> float:
    return exp(-0.5 * (error / deviation) ** 2) / (deviation * sqrt(2 * pi))
