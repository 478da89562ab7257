"""An alert is about what people call it: a thing, how many things, or what a truck is needed for."""

from dataclasses import replace
from typing import Any

import pytest

from api.pages.alerts.place import place_of
from domain.alerts.alert import Alert, Member, Subject
from tests.unit.api.pages.things import NOW, SITE, a_bin, names, registry

NAMES = names(registry(SITE, a_bin("b1"), a_bin("b2"), replace(a_bin("n1"), tags=("nord",)), replace(a_bin("n2"), tags=("nord",))))


def alert(members: list[str], member_type: str, *, over: tuple[str, ...] = (), **more: Any) -> Alert:
    seen = Member(severity="warning", value=9.0, start=0, end=NOW, fresh_until=NOW)
    body: dict[str, Any] = {"kind": "bin", "parameter": "fill", "subject": Subject(type="area", id="all"), **more}
    return Alert(
        id="a", threshold_id="t", averaging="instant", limit=80.0, severity="warning", raised_at=0, member_type=member_type,
        members={name: replace(seen, cleared_at=NOW if name in over else None) for name in members}, **body,
    )  # fmt: skip


TRIGGER = {"parameter": "pickup", "subject": Subject(type="trigger", id="t1")}


@pytest.mark.parametrize(
    ("about", "place"),
    [
        (alert(["b1"], "bin"), "B1"),
        (alert(["s"], "site", kind="air", parameter="no2"), "Torget"),
        (alert(["b1", "b2"], "bin"), "2 beholdere"),
        (alert(["b1", "b2"], "bin", over=("b1",)), "Én beholder"),
        (alert(["x", "y", "z"], "device", kind="device", parameter="silence"), "3 sensorer"),
        (alert(["s", "t"], "site", kind="air", parameter="no2", subject=Subject(type="area", id="sentrum")), "2 steder i sentrum"),
        (alert(["b1", "b2"], "bin", **TRIGGER), "Restavfall"),
        (alert(["n1", "n2"], "bin", **TRIGGER), "Restavfall i nord"),
        (alert(["b1"], "bin", **TRIGGER), "B1, restavfall"),
        (alert(["gone"], "bin", **TRIGGER), "gone"),
        (alert(["state"], "service", kind="device", parameter="service"), "Tilstandsdatabasen svarer ikke"),
    ],
)
def test_it_is_called_what_people_call_it(about: Alert, place: str) -> None:
    assert place_of(NAMES, about) == place
