"""What is missing is named: an empty year first, then hours, then whole days."""

from dataclasses import replace
from datetime import date

import pytest

from domain.air.data_capture import InsufficientData, insufficient_data
from domain.air.limit import Limit, Regime
from domain.air.windows import Grade
from domain.air.year import SiteYear

LIMIT = Limit(parameter="pm10", averaging="year", limit=40.0, valid_from=date(2005, 1, 1), source="s")
REGIME = Regime(name="r", title="R", version=date(2024, 1, 1), limits=(LIMIT,), alarms=(), coverage=0.85)


def test_sentences_say_what_and_how_much() -> None:
    hours = InsufficientData(kind="hours", year=2024, valid=7462, total=8784, needed=0.85)
    assert hours.sentence == "2024: 84.9% of the hours are valid, 85% are needed"
    kept_out = replace(hours, kept_out=12).sentence
    assert kept_out == hours.sentence + "; 12 hours of sensors that cannot see coarse dust are kept out"
    assert InsufficientData(kind="days", year=2024, valid=3, total=366, needed=0.85).sentence == (
        "2024: 3 of 366 days are valid, 85% are needed"
    )
    assert InsufficientData(kind="empty", year=2024).sentence == "2024 has no valid hour"
    assert InsufficientData(kind="empty", year=2024, years=3).sentence == "2024 has no valid hour, and the rule averages 3 years"
