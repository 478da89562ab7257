"""The air of a whole town in one headline.

The headline never sounds better than the air is: from the third class on it names the worst, be it at a single site. A site that
stands alone is checked first and counts neither as clean nor as dirty; a town without a measurement has no class.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.air.indices.site_index import SiteIndex

Reach = Literal["nowhere", "everywhere", "mostly", "somewhere"]
NAMES_THE_WORST = 3  # Norwegian class "Høyt": the first at which people should change what they do


@dataclass(frozen=True, slots=True, kw_only=True)
class TownAir:
    """The class of the headline and how far it reaches; None and `nowhere` where nothing counts.

    `counted`: how many sites have each class, the worst first. `in_doubt`, `unmeasured`: how many sites take no part.
    """

    overall: int | None
    reach: Reach
    counted: Sequence[tuple[int, int]]
    in_doubt: int
    unmeasured: int

    @property
    def measured(self) -> int:
        """How many sites the headline rests on."""
        return sum(count for _, count in self.counted)

    def sites_in(self, class_: int) -> int:
        """Return how many sites have a class."""
        return dict(self.counted).get(class_, 0)


def town_air(indices: Iterable[SiteIndex]) -> TownAir:
    """Sum up what the sites' indices say."""
    every = list(indices)
    classes = Counter(index.verdict.overall for index in every if index.verdict.overall is not None and not index.in_doubt)
    overall, reach = _headline(classes)
    return TownAir(
        overall=overall,
        reach=reach,
        counted=sorted(classes.items(), reverse=True),
        in_doubt=sum(index.in_doubt for index in every),
        unmeasured=sum(index.verdict.overall is None for index in every),
    )


def _headline(classes: Counter[int]) -> tuple[int | None, Reach]:
    if not classes:
        return None, "nowhere"
    worst = max(classes)
    if len(classes) == 1:
        return worst, "everywhere"
    if worst >= NAMES_THE_WORST:
        return worst, "somewhere"
    # Of equally many sites the worse class speaks.
    return max(classes, key=lambda class_: (classes[class_], class_)), "mostly"
