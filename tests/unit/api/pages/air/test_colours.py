"""The classes' colours stay apart for those who see fewer colours, and stand out from what lies behind them.

Colour blindness is simulated by the matrices of Machado, Oliveira and Fernandes (IEEE TVCG 15:6, 2009) at full severity, on linear
RGB; differences are CIEDE2000 (Sharma, Wu and Dalal, Color Research and Application 30:1, 2005), whose published pairs are tested
first. Contrast is WCAG 2.2's, 1.4.11: shapes need 3:1.
"""

import re
from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import pytest

from api.pages.frame.assets import assets

Triple = tuple[float, float, float]
CLASSES = ("low", "moderate", "high", "very-high")
LEAST_APART = 20.0  # CIEDE2000: colours that nobody takes for each other, side by side or not
LEAST_CONTRAST = 3.0
IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
SIGHTS = {
    "all colours": IDENTITY,
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)  # D65


def times(matrix: tuple[Triple, Triple, Triple], colour: Triple) -> Triple:
    red, green, blue = (sum(factor * part for factor, part in zip(row, colour, strict=True)) for row in matrix)
    return red, green, blue


def linear(colour: str) -> Triple:
    """Return the linear RGB (0–1) of `#rrggbb`."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def lab(rgb: Triple) -> Triple:
    """Return CIELAB of linear RGB."""
    red, green, blue = (min(max(part, 0.0), 1.0) for part in rgb)
    shares = [part / white for part, white in zip(times(TO_XYZ, (red, green, blue)), WHITE, strict=True)]
    x, y, z = (share ** (1 / 3) if share > 216 / 24389 else (24389 / 27 * share + 16) / 116 for share in shares)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Triple, other: Triple) -> float:
    """Return how different two colours (CIELAB) look."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    grey = 1.5 - 0.5 * sqrt(chroma / (chroma + 25**7))
    c1, c2 = hypot(a1 * grey, b1), hypot(a2 * grey, b2)
    h1, h2 = degrees(atan2(b1, a1 * grey)) % 360, degrees(atan2(b2, a2 * grey)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    light, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = h1 + turn / 2 if c1 * c2 else h1 + h2
    cosines = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    t = 1 + sum(weight * cos(radians(factor * mean_h + shift)) for weight, factor, shift in cosines)
    s_light = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    d_light, d_chroma, d_hue = (l2 - l1) / s_light, (c2 - c1) / (1 + 0.045 * mean_c), hue / (1 + 0.015 * mean_c * t)
    rotation = -2 * sqrt(mean_c**7 / (mean_c**7 + 25**7)) * sin(radians(60 * exp(-(((mean_h % 360 - 275) / 25) ** 2))))
    return sqrt(d_light**2 + d_chroma**2 + d_hue**2 + rotation * d_chroma * d_hue)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(times(TO_XYZ, linear(colour))[1] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def colours(scheme: str) -> dict[str, str]:
    """Return the classes' colours as the style sheet has them; what stands first is light, what stands last dark."""
    style = assets()["bysans.css"].content.decode()
    return {name: re.findall(rf"--air-{name}: (#[0-9a-f]{{6}})", style)[0 if scheme == "light" else -1] for name in CLASSES}


def backgrounds(scheme: str) -> list[str]:
    """Return what shapes stand on: Designsystemet's lightest and darkest of each."""
    theme = assets()["vendor/designsystemet/theme.css"].content.decode()
    of_each = [re.findall(rf"--ds-color-neutral-background-{name}: ?(#[0-9a-f]{{3,6}})", theme) for name in ("default", "tinted")]
    whole = [[colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:]) for colour in found] for found in of_each]
    return [(max if scheme == "light" else min)(found) for found in whole]


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_the_published_one(one: Triple, other: Triple, difference: float) -> None:
    assert ciede2000(one, other) == pytest.approx(difference, abs=1e-4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_classes_look_alike(scheme: str, sight: str) -> None:
    seen = {name: lab(times(SIGHTS[sight], linear(colour))) for name, colour in colours(scheme).items()}
    apart = {(one, other): round(ciede2000(seen[one], seen[other]), 1) for one, other in combinations(seen, 2)}
    assert {pair: value for pair, value in apart.items() if value < LEAST_APART} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_shape_stands_out_from_what_lies_behind(scheme: str) -> None:
    behind = backgrounds(scheme)
    weak = {(name, back): contrast(colour, back) for name, colour in colours(scheme).items() for back in behind}
    assert {pair: value for pair, value in weak.items() if value < LEAST_CONTRAST} == {}
