"""A label's code names one sensor, or none: never a wrong one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device import is_id
from domain.sensors.label_code import SensorCode, read_code

EUI = "24e124713d012345"
MEANT = SensorCode(id=EUI, dev_eui=EUI)


@pytest.mark.parametrize(
    "text",
    [
        EUI,
        f"  {EUI.upper()}\n",
        "24-E1-24-71-3D-01-23-45",
        "24:E1:24:71:3D:01:23:45",
        "24 E1 24 71 3D 01 23 45",
        f"LW:D0:1122334455667788:{EUI.upper()}:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN:PFOOBAR:CAF2C",
        f"LW:D0:1122334455667788:{EUI.upper()}:AABB1122",
        f"URN:LW:DP:1122334455667788:{EUI.upper()}:AABB1122",
        f"lw:d0:1122334455667788:{EUI}:AABB1122",
        f"DevEUI: {EUI.upper()}",
        f"SN:6749D01234560011;DEVEUI={EUI.upper()};APPEUI=24E124C0002A0001",
        f'{{"devEui":"{EUI.upper()}","joinEui":"24E124C0002A0001"}}',
        f"https://vendor.example/d?dev_eui={EUI}&batch=7",
        f"EM400-MUD {EUI.upper()} V1.2",
    ],
)
def test_a_dev_eui_is_read_as_vendors_print_it(text: str) -> None:
    assert read_code(text) == MEANT


def test_what_is_no_dev_eui_may_be_an_id() -> None:
    assert read_code(" torget-1 ") == SensorCode(id="torget-1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "two words",
        "https://vendor.example/manual",
        "24E124C0002A0001 24E124713D012345",  # which of the two?
        "LW:D0:1122334455667788",
        "DevEUI 24E124713D012345, DevEUI 24E124713D012346",
        "x" * 513,
    ],
)
def test_what_names_none_or_several_is_none(text: str) -> None:
    assert read_code(text) is None


def test_seventeen_digits_are_no_dev_eui() -> None:
    assert read_code(f"{EUI}6") == SensorCode(id=f"{EUI}6")


@given(st.text(max_size=60))
def test_whatever_is_scanned_becomes_an_id_or_nothing(text: str) -> None:
    code = read_code(text)
    assert code is None or (is_id(code.id) and code.dev_eui in (None, code.id))
