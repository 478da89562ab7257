"""What changed about a sensor is told in the order of time, by the names that people know."""

from dataclasses import replace

from api.pages.sensors.sensor_changes import Change, sensor_changes
from domain.device import History, Site
from tests.unit.api.pages.things import SITE, device, names, registry

FIRST = device("d", "s")


def test_each_difference_is_a_change_and_the_newest_comes_first() -> None:
    moved = replace(FIRST, valid_from=10, place=None, interval_s=300)
    named = replace(moved, valid_from=20, name="Måler 7", model="milesight/am319")
    away = replace(named, valid_from=30, removed=True)
    back = replace(named, valid_from=40)
    changes = sensor_changes(names(registry(SITE, FIRST)), History([FIRST, moved, named, away, back]))
    assert changes == [
        Change(time=40, kind="registered"),
        Change(time=30, kind="removed"),
        Change(time=20, kind="name", after="Måler 7"),
        Change(time=20, kind="model", before="modell ikke oppgitt", after="milesight/am319"),
        Change(time=10, kind="interval", before="600", after="300"),
        Change(time=10, kind="place", before="Torget"),
        Change(time=0, kind="registered"),
    ]


def test_a_place_that_is_gone_goes_by_its_id() -> None:
    moved = replace(FIRST, valid_from=10, place="gone")
    changes = sensor_changes(names(registry(Site(id="s", name="Torget", lat=59, lon=10, valid_from=0), FIRST)), History([FIRST, moved]))
    assert changes[0] == Change(time=10, kind="place", before="Torget", after="gone")
