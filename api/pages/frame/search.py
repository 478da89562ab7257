"""Finds places, bins and sensors by what people call them, or by id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from api.pages.frame.per_registry import PerRegistry
from api.text.language import words
from api.text.spelling import fold, matching
from config.names import Names
from config.texts import LANGUAGES

Kind = Literal["site", "bin", "device"]
KINDS: Sequence[Kind] = ("site", "bin", "device")
MOST = 20  # of a kind: beyond, one more letter helps more than a longer list
_LONGEST = 100  # characters that are searched for


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A thing that can be found. `about`: what it is, beside its name; `words`: all that it is found by, folded.

    `page`: the kind of page that is its own, and `part` of which: its id.
    """

    kind: Kind
    id: str
    name: str
    about: str
    words: str
    page: Literal["air", "bin", "sensor"]
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found of one kind: the first of `count`."""

    kind: Kind
    first: Sequence[Entry]
    count: int


def find(index: Iterable[Entry], query: str) -> list[Hits]:
    """Return what matches the query, by kind: names that begin with it first, then words that do, then the rest."""
    asked = fold(query[:_LONGEST])
    matches: dict[Kind, list[Entry]] = {kind: [] for kind in KINDS}
    for entry in matching(list(index), lambda entry: entry.words, query[:_LONGEST]):
        matches[entry.kind].append(entry)
    return [
        Hits(kind=kind, first=sorted(hits, key=lambda entry: _rank(entry, asked))[:MOST], count=len(hits))
        for kind, hits in matches.items()
        if hits
    ]


def index_of(names: Names) -> list[Entry]:
    """Return everything that is registered now, as it is called in the language of `names`."""
    return [*_sites(names), *_bins(names), *_devices(names)]


INDEX = PerRegistry(index_of)


def _rank(entry: Entry, asked: str) -> tuple[int, int, str, str]:
    name = fold(entry.name)
    if asked in (name, fold(entry.id)):
        nearness = 0
    elif name.startswith(asked):
        nearness = 1
    else:
        nearness = 2 if f" {asked}" in f" {entry.words}" else 3
    return nearness, len(name), name, entry.id


def _sites(names: Names) -> Iterable[Entry]:
    for site_id, history in names.registry.sites.items():
        site = history.at(names.now)
        if not site.removed:
            yield Entry(
                kind="site",
                id=site_id,
                name=site.name,
                about="",
                words=_words(site.name, site_id, *site.tags),
                page="air",
                part=site_id,
            )


def _bins(names: Names) -> Iterable[Entry]:
    fractions = {history.at(names.now).fraction for history in names.registry.bins.values()}
    in_all = {fraction: _in_all_languages(names, fraction) for fraction in fractions}
    for bin_id, history in names.registry.bins.items():
        bin_ = history.at(names.now)
        if not bin_.removed:
            name, fraction = names.bin(bin_id), names.fraction(bin_.fraction)
            found_by = _words(name, bin_id, bin_.fraction, *in_all[bin_.fraction], *bin_.tags)
            yield Entry(kind="bin", id=bin_id, name=name, about=fraction, words=found_by, page="bin", part=bin_id)


def _devices(names: Names) -> Iterable[Entry]:
    for device_id, history in names.registry.devices.items():
        device = history.at(names.now)
        if not device.removed:
            name, place = names.device(device_id), names.place_of(device_id)
            found_by = _words(name, place or "", device_id, device.dev_eui or "", device.model)
            yield Entry(kind="device", id=device_id, name=name, about=place or "", words=found_by, page="sensor", part=device_id)


def _in_all_languages(names: Names, fraction: str) -> list[str]:
    return [names.in_language(words(language)).fraction(fraction) for language in LANGUAGES]


def _words(*parts: str) -> str:
    return fold(" ".join(parts))
