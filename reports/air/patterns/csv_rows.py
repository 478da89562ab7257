"""A site's patterns as rows of the report's CSV."""

from collections.abc import Iterator

from domain.air.patterns.pollution_rose import SECTORS
from reports.air.number_format import value_text
from reports.air.patterns.site_patterns import ParameterPatterns

Row = dict[str, object]
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def pattern_rows(found: ParameterPatterns) -> Iterator[Row]:
    """Yield the rows of one parameter: `profile`, `rose`, `polar`, `trend_month` and `trend`."""
    same: Row = {"parameter": found.parameter, "unit": found.unit}
    for cell in found.profile:
        period = f"{_DAYS[cell.weekday]} {cell.hour:02}"
        yield {"record": "profile", **same, "period": period, "value": value_text(cell.mean, found.unit), "n": cell.n}
    if found.rose is not None:
        for direction, counts in [
            *((f"{number * 360 / SECTORS:g}", row) for number, row in enumerate(found.rose.sectors)),
            ("calm", found.rose.calm),
        ]:
            for low, n in zip([None, *found.rose.bounds], counts, strict=True):
                yield {"record": "rose", **same, "period": direction, "value": "" if low is None else value_text(low, found.unit), "n": n}
    for wind in found.polar:
        speed = f"{wind.low:g}-{'' if wind.high is None else f'{wind.high:g}'} m/s"
        period = f"{wind.sector * 360 / SECTORS:g} {speed}"
        yield {"record": "polar", **same, "period": period, "value": value_text(wind.mean, found.unit), "n": wind.n}
    for year, month, mean in found.months:
        yield {"record": "trend_month", **same, "averaging": "month", "period": f"{year}-{month:02}", "value": value_text(mean, found.unit)}
    if found.trend is not None:
        interval = f"{found.trend.low:.3f} to {found.trend.high:.3f} a year (95 %)"
        yield {"record": "trend", **same, "value": f"{found.trend.slope:.3f}", "n": found.trend.n, "note": interval}
