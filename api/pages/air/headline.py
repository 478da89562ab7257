"""The first page's headline, and the sentences below it that say which places it leaves out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.air.site_air import SiteAir
from api.pages.air.front_page import FrontPage
from config.texts import Words

_NAMED = 3  # sites; the list below has all


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that may begin with the names of places."""

    names: str = ""
    text: str


def headline(words: Words, view: FrontPage) -> str:
    """Return the answer: `Lite forurenset luft i byen nå`, `Høy luftforurensning ved Torget nå`."""
    town = view.town
    if town.overall is None:
        return words("air.nowhere")
    class_ = words(f"air.headline_{town.overall}")
    sites = view.of_class(town.overall)
    if town.reach == "somewhere" and len(sites) == 1:
        return words("place.headline", class_=class_, name=sites[0].name)
    return words(f"air.{town.reach}", class_=class_, n=len(sites))


def sentences(words: Words, view: FrontPage) -> Iterator[Sentence]:
    """Yield how many places the headline is true of, then which are worse, in doubt or not measured."""
    town = view.town
    if town.overall is None:
        yield Sentence(text=words("air.nowhere_why"))
    elif town.reach == "everywhere":
        yield Sentence(text=words("air.all_sites", n=town.measured, class_=_class(words, town.overall)))
    else:
        some = words("air.some_sites", n=town.sites_in(town.overall), all=town.measured, class_=_class(words, town.overall))
        yield Sentence(text=some[:1].upper() + some[1:])
        yield from _worst(words, view, town.overall)
    if view.in_doubt:
        yield Sentence(names=_named(words, view.in_doubt), text=f" {words('air.doubted')}")
    if view.unmeasured:
        yield Sentence(text=words("air.unmeasured_sites", n=len(view.unmeasured), name=view.unmeasured[0].name))


def _worst(words: Words, view: FrontPage, overall: int) -> Iterator[Sentence]:
    """Yield the places of each class that the headline makes less of, or, from the third class on, that it speaks of."""
    for class_, _ in view.town.counted:
        if class_ > overall or (class_ == overall and view.town.reach == "somewhere"):
            sites = view.of_class(class_)
            substances = dict.fromkeys(words(f"short.{site.parameter}") for site in sites[:_NAMED])
            yield Sentence(names=_named(words, sites), text=f": {_short(words, class_)} ({', '.join(substances)}).")


def _named(words: Words, sites: Sequence[SiteAir]) -> str:
    more = len(sites) - _NAMED
    return ", ".join(site.name for site in sites[:_NAMED]) + (f" {words('air.and_more', n=more)}" if more > 0 else "")


def _class(words: Words, class_: int) -> str:
    return words(f"air.class_{class_}").lower()


def _short(words: Words, class_: int) -> str:
    return words(f"air.class_short_{class_}").lower()
