"""A first look at where a list's bins stand: how many are placed, what the others cost the answer, and by which UTM zone."""

from collections.abc import Mapping

from bysans.dryrun.town_list.cells import text_of
from bysans.dryrun.town_list.listed_bins import bin_key, listed_bins, table_form
from bysans.dryrun.town_list.named_table import Doubts, NamedTable
from bysans.dryrun.town_list.utm import ZONES
from config.practice import AssumedTable
from config.texts import LANGUAGES, Language
from reports.dryrun.answer import LEAST_PLACES
from reports.dryrun.doubt_group import said_of
from reports.dryrun.words import dry_run_words

_TOLD = frozenset({"utm_zone", "outside_norway", "swapped"})  # doubts about all positions


def place_look(emptyings: NamedTable, bins: NamedTable | None, assumed: AssumedTable) -> Mapping[str, object]:
    """Return what the table that has the positions says of them, as JSON takes it; nothing where no column names the bins."""
    named, doubts = bins or emptyings, Doubts()
    if not (named.has("bin") and emptyings.has("bin")):
        return {}
    listed = listed_bins(named, doubts, assumed)
    placed = {bin_key(name) for name, bin_ in listed.items() if bin_.place is not None}
    emptied = {bin_key(name) for cell in emptyings.cells("bin") if (name := text_of(cell))}
    return {
        "bins": len(emptied),
        "placed": len(emptied & placed),
        "zone": _zone(named),
        "is_enough": len(emptied & placed) >= LEAST_PLACES * len(emptied),
        "said": _said(len(emptied), len(emptied & placed)),
        "doubts": [{language: said_of(doubt, language) for language in LANGUAGES} for doubt in doubts.noted if doubt.kind in _TOLD],
    }


def _zone(named: NamedTable) -> Mapping[str, object] | None:
    """Return the UTM zone by which positions are read and those that can be said; nothing of degrees."""
    form = table_form(named)
    return None if form.zone is None else {"zone": form.zone, "from": form.zone_from, "zones": list(ZONES)}


def _said(bins: int, placed: int) -> Mapping[str, str]:
    """Return what bins without a place cost, in each language; nothing where all have one."""
    return {} if placed == bins else {language: _cost(bins, placed, language) for language in LANGUAGES}


def _cost(bins: int, placed: int, language: Language) -> str:
    words = dry_run_words(language)
    counts = {"bins": words.exact(bins), "placed": words.exact(placed), "missing": words.exact(bins - placed)}
    if placed / bins >= LEAST_PLACES:
        return words("places.some", **counts)
    return f"{words('places.few' if placed else 'places.none', **counts)} {words('places.cost')}"
