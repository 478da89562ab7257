"""A report as CSV: one table for a spreadsheet, the first column saying what a row is."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from domain import rfc3339
from domain.air.compliance import Assessment
from domain.air.regime_year import AlarmDays, RegimeYear
from domain.spreadsheet import harmless
from reports.air.number_format import limit_text, percent_text, value_text
from reports.air.patterns.csv_rows import pattern_rows
from reports.air.report import AirReport, ParameterYear

MEDIA_TYPE = "text/csv; charset=utf-8"
COLUMNS = (
    "record", "regime", "parameter", "averaging", "period", "value", "unit", "n", "expected", "coverage_percent", "status", "limit",
    "allowed", "exceedances", "left", "counts", "consecutive", "verdict", "indicative", "note", "valid_from", "source",
)  # fmt: skip
Row = dict[str, object]


def csv_text(report: AirReport) -> str:
    """Return the report's rows under a header; no text in them runs as a formula."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return text.getvalue()


def _rows(report: AirReport) -> Iterator[Row]:
    yield {
        "record": "report",
        "period": report.year,
        "indicative": _yes(report.indicative),
        "value": report.site.id,
        "note": report.site.name,
        "valid_from": rfc3339.write(report.made_at),
    }
    for regime_year in report.regimes:
        yield from _regime_rows(regime_year, report.units)
    for measured in report.measured:
        yield from _measured_rows(measured)
        if measured.parameter in report.patterns:
            yield from pattern_rows(report.patterns[measured.parameter])
    for device in report.devices:
        same: Row = {"record": "device", "value": device.id, "period": _span(device.start, device.end), "note": device.name}
        yield {**same, "indicative": _yes(not device.reference), "source": device.model}
    for flagged in report.flagged:
        same = {"record": "flagged", "value": flagged.device_id, "parameter": flagged.parameter, "n": flagged.count}
        yield {**same, "status": flagged.flag.name.lower()}
    for period in report.invalid:
        same = {"record": "invalid_period", "value": period.device_id, "period": _span(period.start, period.end), "note": period.reason}
        yield {**same, "parameter": period.parameter or "", "source": period.by}
    for tag in report.tags:
        yield {"record": "tag", "value": tag.tag, "period": tag.day, "note": tag.note, "source": tag.by}


def _span(start: int, end: int) -> str:
    return f"{rfc3339.write(start)}/{rfc3339.write(end)}"


def _regime_rows(regime_year: RegimeYear, units: Mapping[str, str]) -> Iterator[Row]:
    for assessment in regime_year.assessments:
        yield _limit_row(regime_year, assessment, units[assessment.limit.parameter])
        exceeded: Row = {
            "regime": regime_year.regime.name,
            "parameter": assessment.limit.parameter,
            "averaging": assessment.limit.averaging,
        }
        for day in assessment.dates:
            yield {"record": "exceedance_day", **exceeded, "period": day}
        for hour in assessment.hours:
            yield {"record": "exceedance_hour", **exceeded, "period": rfc3339.write(hour)}
    for alarm_days in regime_year.alarms:
        yield _alarm_row(regime_year, alarm_days)


def _alarm_row(regime_year: RegimeYear, alarm_days: AlarmDays) -> Row:
    alarm = alarm_days.alarm
    return {
        "record": alarm.kind,
        "regime": regime_year.regime.name,
        "parameter": alarm.parameter,
        "averaging": alarm.averaging,
        "limit": limit_text(alarm.limit),
        "consecutive": alarm.consecutive,
        "exceedances": alarm_days.runs,
        "period": " ".join(map(str, alarm_days.dates)),
        "source": alarm.source,
    }


def _limit_row(regime_year: RegimeYear, assessment: Assessment, unit: str) -> Row:
    limit = assessment.limit
    return {
        "record": "limit",
        "regime": regime_year.regime.name,
        "parameter": limit.parameter,
        "averaging": limit.averaging,
        "value": "" if assessment.value is None else value_text(assessment.value, unit, limit.limit),
        "unit": unit,
        "counts": " ".join("?" if count is None else str(count) for count in assessment.counts),
        "coverage_percent": percent_text(assessment.coverage),
        "limit": limit_text(limit.limit),
        "allowed": limit.allowed,
        "exceedances": assessment.exceedances,
        "left": assessment.left,
        "verdict": assessment.verdict.value,
        "indicative": _yes(assessment.indicative),
        "note": assessment.reason or "",
        "valid_from": limit.valid_from,
        "source": limit.source,
    }


def _measured_rows(measured: ParameterYear) -> Iterator[Row]:
    same: Row = {"parameter": measured.parameter, "unit": measured.unit}
    mean = measured.mean
    yield {"record": "year", **same, "averaging": "year", "period": measured.year.year, "value": value_text(mean.mean, measured.unit),
           "n": mean.n, "expected": mean.expected, "coverage_percent": percent_text(mean.coverage),
           "status": "valid" if mean.valid else "insufficient", "indicative": _yes(mean.indicative)}  # fmt: skip
    for month in measured.months:
        yield {"record": "month", **same, "averaging": "month", "period": f"{measured.year.year}-{month.number:02}",
               "value": value_text(month.mean, measured.unit), "n": month.n, "expected": month.expected,
               "coverage_percent": percent_text(month.n / month.expected)}  # fmt: skip
    for plot in measured.plots:
        for day, value in plot.values:
            yield {
                "record": "day",
                **same,
                "averaging": plot.averaging,
                "period": day,
                "value": value_text(value, measured.unit, plot.limit),
            }


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
