"""A search finds by name, address, fraction and id, the nearest first, and is quick in a large town."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.frame.per_registry import PerRegistry
from api.pages.frame.search import MOST, find, index_of
from api.text.language import words
from config.names import Names
from domain.device import Bin, Device, History, Registry, Site


def town(bins: int = 40) -> Registry:
    streets = ("Kirkegata", "Storgata", "Nedre Kirkeveg")
    things = [
        Bin(
            id=f"b-{n:05}", name=f"{streets[n % 3]} {n // 3 + 1}", lat=59.0, lon=10.0,
            fraction=("matavfall", "papir")[n % 2], capacity_l=660, valid_from=0, removed=n == 0,
        )
        for n in range(bins)
    ]  # fmt: skip
    device = Device(id="air-7", kind="air", model="sensirion/sps30", interval_s=600, valid_from=0, place="torget", name="Luftmåler 7")
    return Registry(
        devices={"air-7": History([device])},
        sites={"torget": History([Site(id="torget", name="Torget", lat=59.0, lon=10.0, valid_from=0)])},
        bins={bin_.id: History([bin_]) for bin_ in things},
        by_dev_eui={},
    )


def names(registry: Registry, language: str = "nb") -> Names:
    return Names(words=words("nb" if language == "nb" else "en"), registry=registry, now=1)


INDEX = index_of(names(town()))


def ids(query: str) -> dict[str, list[str]]:
    return {hits.kind: [entry.id for entry in hits.first] for hits in find(INDEX, query)}


def test_a_name_that_begins_so_comes_before_a_word_and_that_before_an_inside() -> None:
    (hits,) = find(INDEX, "kirke")
    beginnings = [entry.name.split()[0] for entry in hits.first]
    assert beginnings == sorted(beginnings), "Kirkegata before Nedre Kirkeveg"
    assert (hits.count, len(hits.first)) == (26, MOST)


def test_the_very_name_or_id_comes_first() -> None:
    assert ids("kirkegata 2")["bin"][0] == "b-00003"
    assert ids("B-00005")["bin"] == ["b-00005"]


def test_every_word_counts_in_any_order_and_both_languages_name_a_fraction() -> None:
    assert ids("papir 12 storgata") == ids("storgata 12 paper") == ids("  STORGATA   12 papir ")
    assert ids("food storgata 12") == {"bin": ["b-00034"]}


def test_a_place_finds_its_sensors_and_what_is_removed_is_not_found() -> None:
    assert ids("torget") == {"site": ["torget"], "device": ["air-7"]}
    assert ids("sps30") == {"device": ["air-7"]}
    assert ids("b-00000") == {}


@pytest.mark.parametrize("query", ["", "   ", "no such thing"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert find(INDEX, query) == []


@given(st.text(max_size=200))
def test_whatever_is_typed_no_kind_has_more_hits_than_a_page_shows(query: str) -> None:
    assert all(len(hits.first) <= MOST for hits in find(INDEX, query))


def test_the_index_is_built_again_only_when_the_registry_has_changed() -> None:
    index, first = PerRegistry(index_of), names(town())
    assert index.of(first) is index.of(first)
    assert index.of(names(town())) is not index.of(first)
    assert index.of(names(first.registry, "en"))[1].about == "paper"


def test_ten_thousand_bins_are_searched_within_what_a_page_may_take() -> None:
    large = index_of(names(town(10_000)))
    began = perf_counter()
    (hits,) = find(large, "gata 33")
    assert hits.count > MOST
    assert perf_counter() - began < 0.1
