"""What is missing or has failed is left out of means; negative noise and what nobody judged stay."""

import pytest

from config.catalogue import Catalogue
from domain.device import Device
from domain.model import Model, Span
from domain.parameter import Parameter
from watch.quality import usable_by

PM25 = Parameter(name="pm25", unit="µg/m³", low=-50.0, high=10_000.0, reason="dust", sentinels=frozenset({-999.0}), conversions={})
OPTICAL = Model(id="acme/optical", kind="air", source="test", ranges={"pm25": Span(low=-10.0, high=1000.0, source="data sheet")})
usable = usable_by(Catalogue(parameters={"pm25": PM25}, models={OPTICAL.id: OPTICAL}, aliases={"PM-9": OPTICAL.id}))


def device(model: str) -> Device:
    return Device(id="a1", kind="air", model=model, interval_s=600, valid_from=0)


@pytest.mark.parametrize(("value", "taken"), [(8.0, True), (-3.0, True), (1000.0, True), (1000.1, False), (-999.0, False)])
def test_a_value_takes_part_unless_it_is_missing_or_outside_what_the_model_measures(value: float, taken: bool) -> None:
    assert usable(device("acme/optical"), "pm25", value) is taken


def test_a_model_is_known_by_what_a_network_calls_it() -> None:
    assert not usable(device("PM-9"), "pm25", 1000.1)


def test_a_model_that_nobody_knows_has_only_the_common_sentinels() -> None:
    assert usable(device("other/one"), "pm25", 1000.1)
    assert not usable(device("other/one"), "pm25", -999.0)


def test_a_parameter_that_the_catalogue_does_not_know_takes_no_part() -> None:
    assert not usable(device("acme/optical"), "radon", 8.0)
