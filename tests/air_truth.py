"""Means, coverages and counts of a station's hours, computed with pandas and no code of the service.

Written from the directives and the Norwegian classes, not from `domain`: the service's answers are compared with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.integration.service import Service

# By regime: (averaging, limit, allowed, share of the year's hours), of PM2.5.
LIMITS = {
    "norway-2022": [("year", 10, 0, 0.85)],
    "eu-2008": [("year", 25, 0, 0.90)],
    "eu-2030": [("year", 10, 0, 0.85), ("day", 25, 18, 0.85)],
    "who-2021": [("year", 5, 0, 0.85), ("day", 15, 3, 0.85)],
}


@dataclass(frozen=True)
class StationTruth:
    """A station's hourly PM2.5 (µg/m³), by the hour's start in UTC; hours that were not measured are absent."""

    hours: "pd.Series[float]"

    @property
    def days(self) -> pd.DataFrame:
        """Mean and number of hours by legal day: fixed UTC+1."""
        return self._by(self._legal.floor("D")).agg(["mean", "count"])

    @property
    def years(self) -> pd.DataFrame:
        """Mean, number of hours and share of the year's, by legal year."""
        years = self._by(pd.Index(self._legal.year)).agg(["mean", "count"])
        years["share"] = [count / ((366 if pd.Timestamp(year=int(year), month=1, day=1).is_leap_year else 365) * 24)
                          for year, count in years["count"].items()]  # fmt: skip
        return years

    @property
    def running(self) -> pd.DataFrame:
        """Mean and number of hours of every 8 h window with at least one, by its first hour."""
        whole = self.hours.asfreq("h")
        padding = pd.date_range(whole.index[0] - pd.Timedelta("7h"), whole.index[-1] + pd.Timedelta("7h"), freq="h")
        rolled = whole.reindex(padding).rolling(8, min_periods=1)
        windows = pd.DataFrame({"mean": rolled.mean(), "count": rolled.count()}).dropna()
        windows.index = windows.index - pd.Timedelta("7h")
        return windows[windows["count"] > 0]

    def exceedances(self, year: int, averaging: str, limit: float) -> list[date]:
        """Return the legal days of a year whose mean of at least 18 hours is above the limit; of the annual mean, 31 December."""
        if averaging == "year":
            return [date(year, 12, 31)] if self.years.loc[year, "mean"] > limit else []
        days = self.days[(self.days["count"] >= 18) & (self.days["mean"] > limit)]
        return [day.date() for day in days.index if day.year == year]

    def verdict(self, year: int, averaging: str, limit: float, allowed: int, share: float) -> str:
        """Return what can be said of a limit."""
        enough = self.years.loc[year, "share"] >= share
        too_often = len(self.exceedances(year, averaging, limit)) > allowed
        if averaging == "year":
            return ("breach" if too_often else "within") if enough else "not_assessable"
        return "breach" if too_often else "within" if enough else "not_assessable"

    @property
    def _legal(self) -> pd.DatetimeIndex:
        index = self.hours.index
        assert isinstance(index, pd.DatetimeIndex)
        return index.tz_localize(None) + pd.Timedelta("1h")

    def _by(self, keys: Any) -> Any:
        return self.hours.groupby(keys)


def held_to(truth: StationTruth, service: Service, site: str) -> None:
    """Hold everything the service says of a site's PM2.5 to the truth."""
    start, end = truth.hours.index[0] - pd.Timedelta("8h"), truth.hours.index[-1] + pd.Timedelta("8h")
    span = {"parameter": "pm25", "start": start.isoformat(), "end": end.isoformat(), "limit": 1000}

    def told(averaging: str) -> list[dict[str, Any]]:
        return service.items(f"/air/sites/{site}/means", averaging=averaging, **span)

    _same(told("hour"), pd.DataFrame({"mean": truth.hours, "count": 1}), lambda count: count == 1)
    days = truth.days
    days.index = pd.DatetimeIndex(days.index - pd.Timedelta("1h"), tz="UTC")
    _same(told("day"), days, lambda count: count >= 18)
    # The newest windows have hours that are yet to come, so nothing is said of them.
    _same(told("8h"), truth.running[truth.running.index + pd.Timedelta("7h") <= truth.hours.index[-1]], lambda count: count >= 6)
    for row, (year, judged_year) in zip(told("year"), truth.years.iterrows(), strict=True):
        assert (row["n"], row["status"]) == (judged_year["count"], "valid" if judged_year["share"] >= 0.85 else "insufficient"), year
        assert (row["mean"], row["coverage"]) == pytest.approx((judged_year["mean"], judged_year["share"]), rel=1e-9)
    for year in truth.years.index:
        _judged_the_same(truth, service, site, int(year))


def _same(items: list[dict[str, Any]], truth: pd.DataFrame, valid: Any) -> None:
    assert [pd.Timestamp(row["start"]) for row in items] == list(truth.index)
    assert [row["n"] for row in items] == [int(count) for count in truth["count"]]
    assert [row["mean"] for row in items] == pytest.approx(list(truth["mean"]), rel=1e-9, abs=1e-9)
    assert [row["status"] == "valid" for row in items] == [bool(valid(count)) for count in truth["count"]]


def _judged_the_same(truth: StationTruth, service: Service, site: str, year: int) -> None:
    for regime, limits in LIMITS.items():
        answer = service.ask("GET", f"/air/sites/{site}/compliance", params={"regime": regime, "year": year}).json()
        judged_limits: Mapping[str, dict[str, Any]] = {
            limit_["averaging"]: limit_ for limit_ in answer["limits"] if limit_["parameter"] == "pm25"
        }
        assert set(judged_limits) == {averaging for averaging, *_ in limits}
        for averaging, limit, allowed, share in limits:
            limit_, days = judged_limits[averaging], truth.exceedances(year, averaging, limit)
            assert limit_["exceedances"] == len(days), (year, regime, averaging)
            assert limit_["left"] == max(0, allowed - len(days))
            assert limit_["dates"] == ([] if averaging == "year" else [str(day) for day in days])
            assert limit_["coverage"] == pytest.approx(truth.years.loc[year, "share"])
            assert limit_["verdict"] == truth.verdict(year, averaging, limit, allowed, share), (year, regime, averaging)
