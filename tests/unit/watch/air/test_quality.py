"""What is missing is left out of means; negative noise stays, and what is above the range counts as its end."""

import pytest

from config.catalogue import Catalogue
from config.quality import QualityRules
from domain.bounded_value import BoundedValue
from domain.device import Device
from domain.model import Model, Span
from domain.parameter import Flag, Parameter
from storage.state.air.invalidations import Invalidation
from watch.air.quality import Quality

PM25 = Parameter(name="pm25", unit="µg/m³", low=-50.0, high=10_000.0, reason="dust", sentinels=frozenset({-999.0}), conversions={})
OPTICAL = Model(
    id="acme/optical",
    kind="air",
    source="test",
    ranges={"pm25": Span(low=-10.0, high=1000.0, source="data sheet")},
    optical=True,
    blind_to=frozenset({"pm10"}),
)
quality = Quality(Catalogue(parameters={"pm25": PM25}, models={OPTICAL.id: OPTICAL}, aliases={"PM-9": OPTICAL.id}), QualityRules("1", {}))


def counted(device: Device, parameter: str, value: float) -> BoundedValue | None:
    return quality.counted()(device, parameter, value, 0)


def device(model: str) -> Device:
    return Device(id="a1", kind="air", model=model, interval_s=600, valid_from=0)


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        (8.0, BoundedValue(8.0)), (-3.0, BoundedValue(-3.0)), (1000.0, BoundedValue(1000.0)),
        (1000.1, BoundedValue(1000.0, "at_least")), (-10.1, None), (-999.0, None),
    ],
)  # fmt: skip
def test_a_value_counts_unless_it_is_missing_or_too_low_and_too_high_a_one_as_the_end_of_the_range(
    value: float, counts: BoundedValue | None
) -> None:
    assert counted(device("acme/optical"), "pm25", value) == counts


def test_a_model_is_known_by_what_a_network_calls_it() -> None:
    assert counted(device("PM-9"), "pm25", 1000.1) == BoundedValue(1000.0, "at_least")


def test_a_model_that_nobody_knows_has_only_the_common_sentinels() -> None:
    assert counted(device("other/one"), "pm25", 1000.1) == BoundedValue(1000.1)
    assert counted(device("other/one"), "pm25", -999.0) is None


def test_a_parameter_that_the_catalogue_does_not_know_takes_no_part() -> None:
    assert counted(device("acme/optical"), "radon", 8.0) is None


def test_a_period_that_people_declared_invalid_takes_its_values_out() -> None:
    period = Invalidation(id="1", device_id="a1", parameter="pm25", start=10, end=20, reason="moved indoors", by="Kari", at=30)
    judged = quality.counted([period])
    assert [judged(device("acme/optical"), "pm25", 8.0, time) for time in (9, 10, 19, 20)] == [
        BoundedValue(8.0),
        None,
        None,
        BoundedValue(8.0),
    ]
    other = Device(id="a2", kind="air", model="acme/optical", interval_s=600, valid_from=0)
    assert judged(other, "pm25", 8.0, 10) == BoundedValue(8.0)


def test_a_fault_is_a_sentence_with_value_and_bounds() -> None:
    assert quality.fault(device("acme/optical"), "pm25", 2000.0) == (
        Flag.FAIL,
        "range: 2000 µg/m³ is outside what acme/optical measures (-10 to 1000)",
    )
    assert quality.fault(device("other/one"), "pm25", -999.0) == (Flag.MISSING, "sentinel: -999 stands for not measured")
    assert quality.fault(device("other/one"), "pm25", 8.0) is None


def test_the_model_says_what_it_cannot_see() -> None:
    assert quality.blind(device("acme/optical"), "pm10")
    assert not quality.blind(device("acme/optical"), "pm25")
    assert (quality.optical(device("PM-9")), quality.optical(device("other/one"))) == (True, False)
