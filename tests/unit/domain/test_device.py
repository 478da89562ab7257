"""A thing is what its version at a time says; before the first it is as that one says, and after it was removed it is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device import Device, History, Registry, is_id

EUI, OTHER_EUI = "24e124713d012345", "24e124713d999999"


def device(valid_from: int, **more: object) -> Device:
    return Device(**{"id": "a", "kind": "air", "model": "generic", "interval_s": 600, "valid_from": valid_from, **more})  # type: ignore[arg-type]


def registry(*versions: Device, by_dev_eui: dict[str, str] | None = None) -> Registry:
    return Registry({versions[0].id: History(versions)}, {}, {}, by_dev_eui or {})


@pytest.mark.parametrize(("time", "valid_from"), [(-5, 10), (9, 10), (10, 10), (19, 10), (20, 20), (10**15, 20)])
def test_a_version_holds_from_its_time_on_and_the_first_holds_before_it_too(time: int, valid_from: int) -> None:
    assert History((device(10), device(20))).at(time).valid_from == valid_from


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8, unique=True).map(sorted), st.integers(-10, 60))
def test_the_version_at_a_time_is_the_last_that_began_before_it(starts: list[int], time: int) -> None:
    begun = [start for start in starts if start <= time]
    assert History([device(start) for start in starts]).at(time).valid_from == (begun[-1] if begun else starts[0])


@pytest.mark.parametrize("starts", [(), (20, 10), (10, 10), (10, 20, 20), (10, 30, 20)])
def test_a_history_without_versions_or_out_of_order_cannot_be_built(starts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="in order of time"):
        History([device(start) for start in starts])


def test_a_removed_device_is_none_from_then_on() -> None:
    devices = registry(device(10), device(20, removed=True))
    assert devices.device("a", 19) is not None
    assert devices.device("a", 20) is None
    assert devices.device("b", 19) is None


@pytest.mark.parametrize("interval_s", [0, -1])
def test_an_interval_is_above_0(interval_s: int) -> None:
    with pytest.raises(ValueError, match=f"interval_s must be above 0, got {interval_s}"):
        device(0, interval_s=interval_s)
    assert device(0, interval_s=1).longest_silence == 3000


@pytest.mark.parametrize("name", ["a", "A.1:b_c-d", "0" * 64])
def test_an_id_begins_with_a_letter_or_digit_and_has_up_to_64_signs(name: str) -> None:
    assert is_id(name)
    assert device(0, id=name).id == name


@pytest.mark.parametrize("name", ["", "-a", ".a", "a/b", "a b", "æ", "0" * 65, "a\n"])
def test_what_is_no_id_names_no_device(name: str) -> None:
    assert not is_id(name)
    with pytest.raises(ValueError, match="is not 1–64 of"):
        device(0, id=name)


@pytest.mark.parametrize("asked", ["a", EUI, EUI.upper()])
def test_a_devices_messages_stand_under_its_id_and_every_dev_eui_it_had(asked: str) -> None:
    devices = registry(device(10, dev_eui=OTHER_EUI), device(20, dev_eui=EUI), by_dev_eui={EUI: "a"})
    assert devices.names_of(asked) >= {"a", EUI, OTHER_EUI}


def test_who_is_not_registered_has_only_the_name_it_is_asked_by() -> None:
    assert registry(device(10)).names_of("nobody") == {"nobody"}
