"""No value of the domain can be made that is invalid: neither at the bound nor far beyond it, while the bound's other side is good."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from domain.air.indices.index import Bands
from domain.air.limit import Limit
from domain.air.quality.series import LONGEST_FLAT, SeriesRules
from domain.air.windows import DeviceHour
from domain.alerts.observations.outage import Onset
from domain.alerts.threshold import Scope, Threshold
from domain.device import Bin, Device, History
from domain.duration import DAY, HOUR, MINUTE, SECOND
from domain.effects.collecting import share
from domain.model import Span
from domain.parameter import Conversion, Parameter
from domain.waste.decision.trigger import DueBin, Trigger
from domain.waste.forecast.gamma import chance_below
from domain.waste.level.fill import fill_percent
from domain.waste.routing.plan import Candidate, Load

DUE = DueBin(bin_id="b", reason="full", fill=None, full_at=None, probability=0.5)
BIN = Bin(id="b", name="B", lat=59, lon=10, fraction="rest", capacity_l=660, valid_from=5)
GOOD: Mapping[Callable[..., Any], Mapping[str, Any]] = {
    Bands: {"bounds": (1.0, 2.0), "upper_inclusive": True},
    Candidate: {
        "id": "c", "lat": 59, "lon": 10, "fraction": "rest", "load": Load(litres=0, kg=0), "service_s": 0, "required": True, "prize_m": 0,
    },
    Conversion: {"times": 5, "over": 9},
    Device: {"id": "d", "kind": "air", "model": "generic", "interval_s": 1, "valid_from": 0},
    DeviceHour: {"device_id": "d", "mean": 1.0, "n": 1, "expected": 1},
    History: {"versions": (BIN,)},
    Limit: {"parameter": "no2", "averaging": "hour", "limit": 0.1, "valid_from": date(2026, 1, 1), "source": "law", "allowed": 0},
    Onset: {"start": 1, "end": 2},
    Parameter: {"name": "p", "unit": "V", "low": 0.0, "high": 0.1, "reason": "why", "conversions": {}},
    Scope: {},
    SeriesRules: {"flat_span": LONGEST_FLAT},
    Span: {"low": 1, "high": 2, "source": "sheet"},
    Threshold: {"id": "t", "kind": "air", "parameter": "pm25", "averaging": "hour", "raise_at": 2.0, "clear_at": 1.0},
    Trigger: {"id": "t", "raised_at": 0, "latest_departure": 0, "area": "all", "fraction": "rest", "bins": (DUE,)},
    chance_below: {"bound": 1.0, "shape": 0.1, "scale": 0.1},
    fill_percent: {"distance_mm": 5, "empty_mm": 2, "full_mm": 1},
    share: {"hits": 0, "of": 1},
}  # fmt: skip
WRONG: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (Bands, {"bounds": (2.0, 1.0)}), (Bands, {"bounds": (1.0, 1.0)}),
    (Candidate, {"load": Load(litres=-1)}), (Candidate, {"load": Load(kg=-1)}), (Candidate, {"service_s": -1}),
    (Candidate, {"prize_m": -1}),
    (Conversion, {"times": 0}), (Conversion, {"times": -5}), (Conversion, {"over": 0}), (Conversion, {"over": -9}),
    (Device, {"id": "a b"}), (Device, {"interval_s": 0}), (Device, {"interval_s": -60}),
    (DeviceHour, {"n": 0}), (DeviceHour, {"n": -6}), (DeviceHour, {"expected": 0}), (DeviceHour, {"expected": -6}),
    (History, {"versions": ()}), (History, {"versions": (BIN, BIN)}),
    (Limit, {"limit": 0}), (Limit, {"limit": -9}), (Limit, {"allowed": -1}), (Limit, {"allowed": -9}),
    (Limit, {"years_averaged": 2}), (Limit, {"years_averaged": 0}),
    (Onset, {"end": 1}), (Onset, {"end": 0}),
    (Parameter, {"high": 0.0}), (Parameter, {"high": -1.0}),
    (Scope, {"place": "site"}), (Scope, {"id": "s"}),
    (SeriesRules, {"flat_span": 0}), (SeriesRules, {"flat_span": -1}),
    (SeriesRules, {"flat_span": LONGEST_FLAT + 1}), (SeriesRules, {"flat_span": 2 * LONGEST_FLAT}),
    (Span, {"high": 1}), (Span, {"high": 0}),
    (Threshold, {"clear_at": 2.0}), (Threshold, {"consecutive": 0}), (Threshold, {"consecutive": -1}),
    (Trigger, {"bins": ()}), (Trigger, {"state": "planned"}),
    (chance_below, {"shape": 0}), (chance_below, {"shape": -1}), (chance_below, {"scale": 0}), (chance_below, {"scale": -1}),
    (fill_percent, {"empty_mm": 1}), (fill_percent, {"empty_mm": 0}),
    (share, {"of": 0}), (share, {"of": -1}),
]  # fmt: skip


@pytest.mark.parametrize("make", GOOD, ids=lambda make: make.__name__)
def test_what_lies_just_within_its_bounds_is_good(make: Callable[..., Any]) -> None:
    make(**GOOD[make])


@pytest.mark.parametrize(("make", "wrong"), WRONG, ids=lambda value: getattr(value, "__name__", None) or str(value))
def test_what_lies_at_or_beyond_its_bounds_cannot_be_made(make: Callable[..., Any], wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        make(**{**GOOD[make], **wrong})


@pytest.mark.parametrize("state", ["open", "withdrawn", "done"])
def test_a_trigger_without_a_round_is_good_unless_it_is_planned(state: str) -> None:
    assert Trigger(**{**GOOD[Trigger], "state": state}).pickup_id is None
    assert Trigger(**{**GOOD[Trigger], "state": "planned", "pickup_id": "p"}).pickup_id == "p"


def test_all_lengths_of_time_are_milliseconds() -> None:
    assert (SECOND, MINUTE, HOUR, DAY) == (1000, 60_000, 3_600_000, 86_400_000)
