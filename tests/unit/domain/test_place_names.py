"""A thing is called by its name as it was then, a device also by where it stands, and what has no name by its id."""

import pytest

from domain.device import Bin, Device, History, Registry, Site
from domain.place_names import name_of


def device(device_id: str, name: str | None, place: str | None, kind: str = "air", since: int = 0) -> Device:
    return Device(id=device_id, kind=kind, model="generic", interval_s=600, valid_from=since, place=place, name=name)  # type: ignore[arg-type]


REGISTRY = Registry(
    devices={
        "a1": History([device("a1", "Sensor 1", "square"), device("a1", "Sensor 1", "harbour", since=100)]),
        "a2": History([device("a2", "Torget 2", "square")]),
        "a3": History([device("a3", None, None)]),
        "b1": History([device("b1", None, "bin", "bin")]),
    },
    sites={
        "square": History([Site(id="square", name="Torget", lat=59, lon=10, valid_from=0)]),
        "harbour": History([Site(id="harbour", name="Havna", lat=59, lon=10, valid_from=0)]),
    },
    bins={"bin": History([Bin(id="bin", name="Møllegata", lat=59, lon=10, fraction="rest", capacity_l=660, valid_from=0)])},
    by_dev_eui={},
)


@pytest.mark.parametrize(
    ("kind", "thing_id", "time", "name"),
    [
        ("site", "square", 0, "Torget"), ("bin", "bin", 0, "Møllegata"), ("site", "gone", 0, "gone"), ("receiver", "duty", 0, "duty"),
        ("device", "a1", 99, "Sensor 1, Torget"), ("device", "a1", 100, "Sensor 1, Havna"), ("device", "a2", 0, "Torget 2"),
        ("device", "a3", 0, "a3"), ("device", "b1", 0, "b1, Møllegata"), ("device", "nobody", 0, "nobody"),
    ],
)  # fmt: skip
def test_what_people_call_a_thing(kind: str, thing_id: str, time: int, name: str) -> None:
    assert name_of(REGISTRY, kind, thing_id, time) == name
