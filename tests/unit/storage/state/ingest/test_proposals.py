"""A device that nobody registered is listed once, with how much came of it, until somebody approves it."""

from dataclasses import replace

import pytest

from domain.device import Device
from storage.state.engine import State
from storage.state.ingest import proposals
from storage.state.ingest.proposals import Proposal

EUI = "24e124713d012345"


def proposal(name: str, at: int = 10, messages: int = 1, dev_eui: str | None = None) -> Proposal:
    return Proposal(id=name, kind="air", topic="t", first_seen=at, last_seen=at, messages=messages, dev_eui=dev_eui)


def device(name: str, dev_eui: str | None = None) -> Device:
    return Device(id=name, kind="air", model="generic", interval_s=600, valid_from=1, dev_eui=dev_eui)


def test_what_came_again_adds_to_its_row_and_keeps_when_it_came_first(state: State) -> None:
    with state.begin() as connection:
        proposals.add(connection, [])
        proposals.add(connection, [proposal("a", at=10, messages=2), proposal("b")])
        proposals.add(connection, [proposal("a", at=20, messages=3)])
        first, second = proposals.page(connection)
    assert (first.id, first.messages, first.first_seen, first.last_seen) == ("a", 5, 10, 20)
    assert (second.id, second.messages) == ("b", 1)


def test_a_model_that_is_known_only_later_is_noted_and_one_that_is_known_stays(state: State) -> None:
    with state.begin() as connection:
        for model in (None, "acme/box-1", None):
            proposals.add(connection, [replace(proposal("a"), model=model)])
        (listed,) = proposals.page(connection)
    assert (listed.model, listed.messages) == ("acme/box-1", 3)


def test_a_page_goes_on_behind_the_last_one(state: State) -> None:
    with state.begin() as connection:
        proposals.add(connection, [proposal(name) for name in "abc"])
        assert [listed.id for listed in proposals.page(connection, after="a", limit=1)] == ["b"]


def test_beyond_the_most_only_listed_devices_are_noted(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposals, "MOST", 2)
    with state.begin() as connection:
        proposals.add(connection, [proposal(name) for name in "abc"])
        proposals.add(connection, [proposal("d"), proposal("a")])
        assert [(listed.id, listed.messages) for listed in proposals.page(connection)] == [("a", 2), ("b", 1)]


def test_a_device_is_taken_off_under_every_name_that_it_sent_under(state: State) -> None:
    with state.begin() as connection:
        proposals.add(connection, [proposal(EUI, dev_eui=EUI), proposal("bin-7", dev_eui=EUI), proposal("a"), proposal("other")])
        assert sorted(proposals.remove(connection, [device("a", EUI)])) == sorted([EUI, "a", "bin-7"])
        assert proposals.remove(connection, [device("a")]) == []
        assert [listed.id for listed in proposals.page(connection)] == ["other"]


def test_a_rejected_device_is_not_proposed_again_though_it_goes_on_sending(state: State) -> None:
    with state.begin() as connection:
        proposals.add(connection, [proposal("a"), proposal("b")])
        assert proposals.reject(connection, "a", at=5, by="kari")
        assert not proposals.reject(connection, "nobody", at=5, by="kari")
        proposals.add(connection, [proposal("a")])
        assert [row.id for row in proposals.page(connection)] == ["b"]
        (rejected,) = proposals.rejected(connection, limit=9)
        assert (rejected.id, rejected.rejected_by, rejected.rejected_at) == ("a", "kari", 5)
        assert proposals.remove(connection, [device("a")]) == ["a"]
        assert proposals.rejected(connection, limit=9) == []
