"""The next step of putting up a sensor follows from the address alone."""

import pytest
from fastapi.testclient import TestClient

from api.pages.frame.reader import Reader
from api.pages.new_devices.setup import Asked, Setup, setup
from domain.device import Device, Site
from storage.state import registry
from storage.state.engine import State
from storage.state.ingest import proposals
from storage.state.ingest.proposals import Proposal
from tests.unit.api.hand import NOW
from tests.unit.api.pages.things import a_bin

READER = Reader(language="nb", name=None, acts_as=None, collects_as=None, sees_all=True, sees_sites=True, sees_air=True, signs_in=False)
EUI = "24e124713d012345"
MUD = "milesight/em400-mud"


@pytest.fixture(autouse=True)
def town(state: State) -> None:
    with state.begin() as connection:
        registry.put(connection, Site(id="torget", name="Torget", lat=59, lon=10, valid_from=0))
        registry.put(connection, a_bin("a"))
        registry.put(connection, Device(id="level-1", kind="bin", model="generic", interval_s=600, valid_from=0, dev_eui="a" * 16))


def asked(client: TestClient, **query: str) -> Setup:
    return setup(client.app.state.services, READER, Asked.of(query))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "step", "is_wrong"),
    [
        ({}, "sensor", False),
        ({"sensor": "two words"}, "sensor", True),
        ({"sensor": "x" * 600}, "sensor", True),
        ({"sensor": EUI.upper()}, "model", False),
        ({"sensor": EUI, "modell": "nobody/knows"}, "model", True),
        ({"sensor": EUI, "modell": "generic"}, "model", True),  # of what kind?
        ({"sensor": EUI, "modell": MUD}, "place", False),
        ({"sensor": EUI, "modell": MUD, "sted": "Nowhere"}, "place", True),
        ({"sensor": EUI, "modell": MUD, "sted": "Torget"}, "place", True),  # no bin
        ({"sensor": EUI, "modell": MUD, "sted": ""}, "confirm", False),
        ({"sensor": EUI, "modell": MUD, "sted": "A"}, "confirm", False),
        ({"sensor": EUI, "modell": "generic:air", "sted": "Torget"}, "confirm", False),
    ],
)
def test_each_answer_leads_to_the_next_step_and_a_wrong_one_is_asked_again(
    client: TestClient, query: dict[str, str], step: str, *, is_wrong: bool
) -> None:
    view = asked(client, **query)
    assert (view.step, view.is_wrong) == (step, is_wrong)


@pytest.mark.parametrize("code", ["level-1", "A" * 16, f"LW:D0:1122334455667788:{'A' * 16}:AABB1122"])
def test_one_that_is_set_up_already_is_named_instead(client: TestClient, code: str) -> None:
    view = asked(client, sensor=code, modell=MUD, sted="A")
    assert (view.step, view.registered and view.registered.id) == ("sensor", "level-1")


def test_one_that_was_heard_keeps_the_id_that_its_network_gave_it_and_its_kind(client: TestClient, state: State) -> None:
    heard = Proposal(id="bin-eui-7", kind="bin", topic="t", first_seen=NOW, last_seen=NOW, messages=2, dev_eui=EUI)
    with state.begin() as connection:
        proposals.add(connection, [heard])
    view = asked(client, sensor=EUI, modell="decentlab/dl-pm")
    assert (view.step, view.device_id, view.dev_eui) == ("model", "bin-eui-7", EUI)
    assert MUD in view.models
    assert "decentlab/dl-pm" not in view.models
