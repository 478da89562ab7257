"""A scope covers the place it names, those with its tag, or all of its kind, as they were at the time."""

import pytest

from domain.alerts.alert import Subject
from domain.alerts.scope import area_of, covers_bin, covers_device, covers_site
from domain.alerts.threshold import Scope
from domain.device import Bin, Device, History, Registry, Site


def site(name: str, *tags: str, since: int = 0, removed: bool = False) -> Site:
    return Site(id=name, name=name, lat=59, lon=10, valid_from=since, tags=tags, removed=removed)


def bin_(name: str, *tags: str) -> Bin:
    return Bin(id=name, name=name, lat=59, lon=10, fraction="rest", capacity_l=660, valid_from=0, tags=tags)


AIR = Device(id="air", kind="air", model="generic", interval_s=600, valid_from=0, place="square")
LEVEL = Device(id="level", kind="bin", model="generic", interval_s=600, valid_from=0, place="square")
LOOSE = Device(id="loose", kind="air", model="generic", interval_s=600, valid_from=0)
REGISTRY = Registry(
    devices={device_.id: History([device_]) for device_ in (AIR, LEVEL, LOOSE)},
    sites={"square": History([site("square", "roadside"), site("square", removed=True, since=100)]), "harbour": History([site("harbour")])},
    bins={"square": History([bin_("square", "centre")]), "other": History([bin_("other")])},
    by_dev_eui={},
)
ALL = Scope()


@pytest.mark.parametrize(
    ("scope", "square", "harbour"),
    [
        (ALL, True, True), (Scope(place="site", id="square"), True, False), (Scope(place="site", id="harbour"), False, True),
        (Scope(place="tag", id="roadside"), True, False), (Scope(place="tag", id="park"), False, False),
        (Scope(place="bin", id="square"), False, False), (Scope(place="device", id="air"), False, False),
    ],
)  # fmt: skip
def test_sites(scope: Scope, square: bool, harbour: bool) -> None:
    assert (covers_site(scope, REGISTRY, "square", 0), covers_site(scope, REGISTRY, "harbour", 0)) == (square, harbour)
    assert not covers_site(scope, REGISTRY, "square", 100)
    assert not covers_site(scope, REGISTRY, "nowhere", 0)


@pytest.mark.parametrize(
    ("scope", "square", "other"),
    [
        (ALL, True, True), (Scope(place="bin", id="square"), True, False), (Scope(place="bin", id="other"), False, True),
        (Scope(place="tag", id="centre"), True, False), (Scope(place="site", id="square"), False, False),
        (Scope(place="device", id="level"), True, True),
    ],
)  # fmt: skip
def test_bins(scope: Scope, square: bool, other: bool) -> None:
    assert (covers_bin(scope, REGISTRY, "square", 0), covers_bin(scope, REGISTRY, "other", 0)) == (square, other)
    assert not covers_bin(scope, REGISTRY, "nowhere", 0)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (ALL, {"air", "level", "loose"}), (Scope(place="device", id="air"), {"air"}), (Scope(place="site", id="square"), {"air"}),
        (Scope(place="bin", id="square"), {"level"}), (Scope(place="tag", id="roadside"), {"air"}),
        (Scope(place="tag", id="centre"), {"level"}),
        (Scope(place="site", id="harbour"), set()),
    ],
)  # fmt: skip
def test_devices(scope: Scope, covered: set[str]) -> None:
    assert {device.id for device in (AIR, LEVEL, LOOSE) if covers_device(scope, REGISTRY, device, 0)} == covered


def test_sites_of_one_scope_share_an_alert() -> None:
    assert area_of(Scope(place="site", id="square")) == Subject(type="site", id="square")
    assert area_of(Scope(place="tag", id="roadside")) == Subject(type="area", id="roadside")
    assert area_of(ALL) == Subject(type="area", id="all")
