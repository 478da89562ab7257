"""Finds places, bins and sensors by what people call them, or by id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from api.text.language import words
from config.names import Names
from config.texts import LANGUAGES, Language
from domain.device import Registry

Kind = Literal["site", "bin", "device"]
KINDS: Sequence[Kind] = ("site", "bin", "device")
MOST = 20  # of a kind: beyond, one more letter helps more than a longer list
_LONGEST = 100  # characters that are searched for


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A thing that can be found. `about`: what it is, beside its name; `words`: all that it is found by, in small letters.

    `page`: the page on which it stands, and `part` where there: a bin's or site's id where it is that one's page.
    """

    kind: Kind
    id: str
    name: str
    about: str
    words: str
    page: Literal["air", "bin", "sensors"]
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found of one kind: the first of `count`."""

    kind: Kind
    first: Sequence[Entry]
    count: int


def find(index: Iterable[Entry], query: str) -> list[Hits]:
    """Return what has every word of the query somewhere, by kind: names that begin with it first, then words that do, then the rest."""
    asked = " ".join(query[:_LONGEST].casefold().split())
    terms = asked.split()
    if not terms:
        return []
    matches: dict[Kind, list[Entry]] = {kind: [] for kind in KINDS}
    for entry in index:
        if all(term in entry.words for term in terms):
            matches[entry.kind].append(entry)
    return [
        Hits(kind=kind, first=sorted(hits, key=lambda entry: _rank(entry, asked))[:MOST], count=len(hits))
        for kind, hits in matches.items()
        if hits
    ]


def index_of(names: Names) -> list[Entry]:
    """Return everything that is registered now, as it is called in the language of `names`."""
    return [*_sites(names), *_bins(names), *_devices(names)]


class SearchIndex:
    """The index in each language, built again only when the registry has changed."""

    def __init__(self) -> None:
        self._built: Mapping[Language, tuple[Registry, list[Entry]]] = {}

    def of(self, names: Names) -> list[Entry]:
        """Return the index in the language of `names`."""
        language = names.words.language
        registry, entries = self._built.get(language, (None, []))
        if registry is not names.registry:
            entries = index_of(names)
            self._built = {**self._built, language: (names.registry, entries)}
        return entries


def _rank(entry: Entry, asked: str) -> tuple[int, int, str, str]:
    name = entry.name.casefold()
    if asked in (name, entry.id.casefold()):
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
            page: Literal["air", "bin", "sensors"] = "sensors" if device.place is None else "air" if device.kind == "air" else "bin"
            part = device.place or ""
            yield Entry(kind="device", id=device_id, name=name, about=place or "", words=found_by, page=page, part=part)


def _in_all_languages(names: Names, fraction: str) -> list[str]:
    return [names.in_language(words(language)).fraction(fraction) for language in LANGUAGES]


def _words(*parts: str) -> str:
    return " ".join(parts).casefold()
