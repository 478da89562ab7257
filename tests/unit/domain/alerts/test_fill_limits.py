"""A bin is called full where its alert is raised."""

from dataclasses import replace

from domain.alerts.fill_limits import fill_thresholds, limits_of
from domain.alerts.threshold import Scope, Threshold
from domain.device import Bin, History, Registry
from domain.waste.level.fill import FillLimits, state_of

FULL = Threshold(id="full", kind="bin", parameter="fill", averaging="instant", raise_at=80, clear_at=60)
OVER = replace(FULL, id="over", raise_at=95, clear_at=85, severity="critical")
BINS = {
    name: History([Bin(id=name, name=name, lat=59.0, lon=10.0, fraction="rest", capacity_l=660, valid_from=0, tags=tags)])
    for name, tags in (("street", ()), ("school", ("school",)))
}
REGISTRY = Registry(devices={}, sites={}, bins=BINS, by_dev_eui={})


def test_the_words_begin_where_the_alerts_begin() -> None:
    limits = limits_of([FULL, OVER], REGISTRY, "street", 1)
    assert limits == FillLimits(nearly_full=80, full=95)
    assert [state_of(fill, limits) for fill in (79.9, 80.0, 94.9, 95.0)] == ["ok", "nearly_full", "nearly_full", "full"]


def test_a_threshold_for_a_tag_moves_the_limits_of_its_bins_alone() -> None:
    early = replace(FULL, id="early", raise_at=60, clear_at=40, scope=Scope(place="tag", id="school"))
    assert limits_of([FULL, OVER, early], REGISTRY, "school", 1).nearly_full == 60
    assert limits_of([FULL, OVER, early], REGISTRY, "street", 1).nearly_full == 80


def test_without_thresholds_the_limits_are_ours_and_without_a_critical_one_full_is() -> None:
    assert limits_of([], REGISTRY, "street", 1) == FillLimits(nearly_full=75, full=90)
    assert limits_of([FULL], REGISTRY, "street", 1) == FillLimits(nearly_full=80, full=90)
    assert limits_of([replace(FULL, raise_at=92)], REGISTRY, "street", 1) == FillLimits(nearly_full=92, full=92)


def test_what_is_switched_off_or_about_something_else_sets_no_limit() -> None:
    cold = replace(FULL, id="cold", parameter="temperature")
    low = replace(FULL, id="low", raise_at=5, clear_at=10)
    assert fill_thresholds([FULL, replace(OVER, enabled=False), cold, low]) == [FULL]
