"""A bin's level is awaited as long as its slowest sensor takes."""

from domain.device import Device, History, Registry
from watch.waste.beliefs import _intervals


def sensor(name: str, interval_s: int, *, place: str | None = "b", kind: str = "bin", removed: bool = False) -> Device:
    return Device(id=name, kind=kind, model="generic", interval_s=interval_s, valid_from=0, place=place, removed=removed)  # type: ignore[arg-type]


def test_only_sensors_that_are_in_a_bin_now_count_and_of_two_the_slower() -> None:
    earlier = sensor("moved", 9)
    devices = {
        "slow": History((sensor("slow", 3600),)),
        "fast": History((sensor("fast", 60),)),
        "gone": History((sensor("gone", 86_400, removed=True),)),
        "air": History((sensor("air", 86_400, kind="air"),)),
        "nowhere": History((sensor("nowhere", 86_400, place=None),)),
        "moved": History((earlier, Device(id="moved", kind="bin", model="generic", interval_s=7200, valid_from=5, place="c"))),
    }
    assert _intervals(Registry(devices=devices, sites={}, bins={}, by_dev_eui={})) == {"b": 3_600_000, "c": 7_200_000}
