"""Things have names in the reader's language, and an id only where nobody has named them."""

from dataclasses import replace

import pytest

from config.fleet import SIMULATED_TOWN, load_fleet
from config.names import Names
from config.texts import words
from domain.device import Bin, Device, History, Registry, Site

BINS = [
    Bin(id=bin_id, name="Storgata 1", lat=lat, lon=10.0, fraction=fraction, capacity_l=660, valid_from=0)
    for bin_id, lat, fraction in (("b1", 59.0, "papir"), ("b2", 59.001, "papir"), ("b3", 59.0, "Matavfall"))
]
DEVICES = [
    Device(id="moved", kind="air", model="generic", interval_s=600, valid_from=0, place="torget", name="Måler 1"),
    Device(id="loose", kind="air", model="generic", interval_s=600, valid_from=0),
    Device(id="level-1", kind="bin", model="generic", interval_s=600, valid_from=0, place="b2"),
    Device(id="air-1", kind="air", model="generic", interval_s=600, valid_from=0, place="torget"),
    Device(id="ref-1", kind="air", model="reference", interval_s=600, valid_from=0, place="gone"),
    Device(id="air-2", kind="air", model="generic", interval_s=600, valid_from=0, place="torget", name="Torget, målt 2020"),
]
REGISTRY = Registry(
    devices={
        device.id: History([device, replace(device, place="havna", valid_from=100)][: 1 + (device.id == "moved")]) for device in DEVICES
    },
    sites={name.lower(): History([Site(id=name.lower(), name=name, lat=59.0, lon=10.0, valid_from=0)]) for name in ("Torget", "Havna")},
    bins={bin_.id: History([bin_]) for bin_ in BINS},
    by_dev_eui={},
)
NB, EN = (Names(words=words(language, "api.text"), registry=REGISTRY, now=1, fleet=load_fleet(SIMULATED_TOWN)) for language in ("nb", "en"))


def test_a_bin_is_told_apart_from_others_at_its_address() -> None:
    assert (NB.bin("b2"), EN.bin("b1")) == ("Storgata 1 nr. 2, nordsiden", "Storgata 1 no. 1, south side")
    assert (NB.of("bin", "b3"), EN.of("bin", "b3"), NB.bin("b3")) == ("Storgata 1, matavfall", "Storgata 1, food waste", "Storgata 1")


def test_a_device_without_a_name_is_called_by_what_it_is_and_where_it_stands() -> None:
    assert (NB.of("device", "air-1"), EN.of("device", "air-1")) == ("Luftmåler air-1, Torget", "Air sensor air-1, Torget")
    assert NB.of("device", "level-1") == "Nivåmåler level-1, Storgata 1 nr. 2, nordsiden"
    assert (NB.of("device", "ref-1"), NB.place_of("ref-1")) == ("Referansemåler ref-1", None)


def test_a_name_that_says_the_place_does_not_say_it_twice() -> None:
    assert NB.of("device", "air-2") == "Torget, målt 2020"


def test_a_device_is_named_with_where_it_then_stood() -> None:
    assert (NB.of("device", "moved"), replace(NB, now=100).of("device", "moved")) == ("Måler 1, Torget", "Måler 1, Havna")
    assert (NB.of("device", "loose"), NB.of("site", "torget")) == ("Luftmåler loose", "Torget")


@pytest.mark.parametrize(("kind", "thing_id"), [("bin", "x"), ("site", "x"), ("device", "x"), ("receiver", "duty")])
def test_what_is_not_registered_goes_by_its_id(kind: str, thing_id: str) -> None:
    assert NB.of(kind, thing_id) == thing_id


def test_vehicles_and_unloading_sites_have_names_and_their_ids_without_one() -> None:
    assert (NB.vehicle("restbil-1"), NB.vehicle("sold")) == ("Restbil 1", "sold")
    assert NB.unloading_site("gjenvinningsstasjonen") == "Gjenvinningsstasjonen"
    assert (EN.vehicle("restbil-1"), EN.unloading_site("gjenvinningsstasjonen")) == ("Residual waste truck 1", "Recycling station")
    own = replace(EN, fleet=replace(EN.fleet, vehicles=tuple(replace(vehicle, name_en=None) for vehicle in EN.fleet.vehicles)))
    assert own.vehicle("restbil-1") == "Restbil 1", "one that has no English name goes by its own"


def test_fractions_have_names_in_both_languages_and_a_towns_own_come_first() -> None:
    assert (NB.fraction("glass og metall"), EN.fraction("Glass og metall"), EN.fraction("batterier")) == (
        "glass og metall", "glass and metal", "batterier",
    )  # fmt: skip
    own = Names(words=words("en", "api.text"), registry=REGISTRY, now=1, own_fractions={"papir": {"nb": "papp", "en": "cardboard"}})
    assert own.fraction("papir") == "cardboard"


def test_a_model_without_a_maker_has_a_name_in_both_languages_and_a_makers_its_own() -> None:
    assert [(NB.model(model), EN.model(model)) for model in ("generic", "reference", "em400-mud")] == [
        ("modell ikke oppgitt", "model not stated"),
        ("offisielt instrument", "official instrument"),
        ("em400-mud", "em400-mud"),
    ]
