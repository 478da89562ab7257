"""The parts of a town and a year that figures are given for: fractions, areas and seasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.dryrun.town import DryTown

SEASONS = ("winter", "spring", "summer", "autumn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Names the parts that a bin in a month belongs to; '' is the whole town."""

    of_bin: Sequence[tuple[str, ...]]
    of_month: Mapping[int, tuple[str, ...]]

    def __call__(self, number: int, month: int) -> Iterable[str]:
        """Return the parts."""
        return (*self.of_bin[number], *self.of_month[month])

    def names(self) -> Sequence[str]:
        """Return every part but the whole."""
        return sorted({name for names in (*self.of_bin, *self.of_month.values()) for name in names if name})


def parts_of(town: DryTown) -> Parts:
    """Return the parts that differ: one fraction alone, one area or one season is the whole."""
    fractions = {bin_.fraction for bin_ in town.bins}
    areas = {bin_.area for bin_ in town.bins if bin_.area}
    seasons = {_season(month) for month in town.months}
    return Parts(
        of_bin=[
            (
                "",
                *((f"fraction:{bin_.fraction}",) if len(fractions) > 1 else ()),
                *((f"area:{bin_.area}",) if len(areas) > 1 and bin_.area else ()),
            )
            for bin_ in town.bins
        ],
        of_month={month: ((f"season:{_season(month)}",) if len(seasons) > 1 else ()) for month in set(town.months)},
    )


def _season(month: int) -> str:
    return SEASONS[(month % 12 + 1) % 12 // 3]
