"""Labels of many bins on sheets of A4, eight a sheet, for those of a fraction, an area, or a search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request

from api.pages.frame.search import INDEX
from api.pages.waste.label import Label, label_of, names_by_language
from api.registry.names import names_now
from api.text.spelling import matching
from api.web.services import Services
from config.names import Names
from config.texts import Language
from domain.device import Bin
from domain.waste.decision.trigger import stands_in

A_SHEET = 8  # A7 on A4, as printers' label sheets are cut
MOST = 12 * A_SHEET  # labels at a time: each code takes 4 ms to work out


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLabels:
    """Which labels are asked for (empty: all), from the `first`th on."""

    fraction: str = ""
    area: str = ""
    query: str = ""
    first: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "AskedLabels":
        """Return what `?avfall=`, `?omrade=`, `?q=` and `?fra=` ask for; what is no number is the first."""
        first = query.get("fra", "")
        return cls(
            fraction=query.get("avfall", ""),
            area=query.get("omrade", ""),
            query=query.get("q", "")[:100],
            first=max(1, int(first)) if first.isdecimal() and len(first) < 9 else 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheets:
    """Sheets of labels: those of `count` bins from the first that was asked for, `MOST` at most; what one may choose by."""

    asked: AskedLabels
    sheets: Sequence[Sequence[Label]]
    count: int
    fractions: Sequence[str]
    areas: Sequence[str]

    @property
    def shown(self) -> int:
        """How many labels there are on the sheets."""
        return sum(map(len, self.sheets))

    @property
    def next(self) -> int | None:
        """The first label of those that follow, None after the last."""
        following = self.asked.first + self.shown
        return following if following <= self.count else None


def label_sheets(services: Services, request: Request, language: Language, asked: AskedLabels) -> LabelSheets:
    """Read the labels that were asked for, in order of the bins' names. Raises StateAwayError."""
    with services.state.read() as connection:
        names = names_by_language(services, connection)
        index = {entry.id: entry.words for entry in INDEX.of(names_now(services, connection, language)) if entry.kind == "bin"}
    bins = _bins(names["nb"])
    chosen = [bin_ for bin_ in bins if asked.fraction in ("", bin_.fraction) and stands_in(bin_, asked.area or None)]
    if asked.query.strip():
        chosen = matching(chosen, lambda bin_: index.get(bin_.id, ""), asked.query)
    printed = chosen[asked.first - 1 : asked.first - 1 + MOST]
    labels = [label_of(services, request, names, bin_) for bin_ in printed]
    return LabelSheets(
        asked=asked,
        sheets=[labels[begin : begin + A_SHEET] for begin in range(0, len(labels), A_SHEET)],
        count=len(chosen),
        fractions=sorted({bin_.fraction for bin_ in bins}),
        areas=sorted({tag for bin_ in bins for tag in bin_.tags}),
    )


def _bins(names: Names) -> list[Bin]:
    present = (history.at(names.now) for history in names.registry.bins.values())
    return sorted((bin_ for bin_ in present if not bin_.removed), key=lambda bin_: (names.bin(bin_.id).casefold(), bin_.id))
