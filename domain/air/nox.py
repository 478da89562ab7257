"""NOx where NO and NO2 were measured.

Counted as NO2: (NO/1.2474 + NO2/1.9125) · 1.9125, all µg/m³ at 20 °C and 1013 hPa (Directive 2008/50/EC article 2 (24)).
"""

from domain.air.windows import Grade, SiteHour
from domain.digits import tidy

NO_PER_PPB = 1.2474  # µg/m³
NO2_PER_PPB = 1.9125
_WORST_LAST = (Grade.REFERENCE, Grade.INDICATIVE, Grade.BLIND)


def nox(no: float, no2: float) -> float:
    """Return NOx as NO2 (µg/m³) of NO and NO2 (µg/m³)."""
    return tidy((no / NO_PER_PPB + no2 / NO2_PER_PPB) * NO2_PER_PPB)


def nox_hour(no: SiteHour, no2: SiteHour) -> SiteHour:
    """Return a site's hour of NOx from those of NO and NO2: as valid, as covered and as good as the poorer of both."""
    poorer = min(no, no2, key=lambda hour: hour.coverage)
    return SiteHour(
        site=no.site,
        parameter="nox",
        start=no.start,
        mean=nox(no.mean, no2.mean),
        n=poorer.n,
        expected=poorer.expected,
        valid=no.valid and no2.valid,
        sources=tuple(sorted({*no.sources, *no2.sources})),
        grade=max(no.grade, no2.grade, key=_WORST_LAST.index),
        at_least=no.at_least or no2.at_least,
    )
