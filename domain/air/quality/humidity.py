"""Takes out of an optical sensor's concentration what is water.

κ-Köhler (Petters and Kreidenweis 2007): C = 1 + (κ/1.65)/(1/a_w − 1), κ 0.4. A derived series beside the raw one,
never in its place.
"""

NAME = "kappa-koehler-0.4-v1"  # changes with the formula or its figures, so that a result says which it used
KAPPA = 0.4
HIGHEST = 95.0  # %; near saturation the factor grows without bound and would only show noise (O)
PARAMETERS = frozenset(("pm1", "pm25", "pm10"))


def corrected(concentration: float, humidity: float) -> float | None:
    """Return a dry concentration (µg/m³) from one at `humidity` (%); None above 95 %, where nobody can tell."""
    if humidity > HIGHEST:
        return None
    if humidity <= 0:
        return concentration
    return concentration / (1 + KAPPA / 1.65 / (100 / humidity - 1))
