"""What the first page says of the town's air, read from the state in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.air.site_air import SiteAir, air_now
from api.pages.air.sketch import Sketch, sketch
from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import registry_now
from api.web.services import Services
from config.health_advice import Advice
from domain.air.indices.town_air import TownAir
from domain.duration import HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """The air at `now` (ms UTC).

    `sites`: the worst first, None for one who may not see how their air is; `names`: where the air is measured, as far as one may
    know. `advice`: by class, the worst first.
    """

    now: int
    names: Sequence[str]
    sites: Sequence[SiteAir] | None
    town: TownAir
    advice: Sequence[tuple[int, Advice]]
    sketch: Sketch | None

    @property
    def start(self) -> int | None:
        """The hour (start, ms UTC) that most sites speak of, of equally many the newest; None where none is measured."""
        starts = Counter(site.start for site in self.sites or () if site.start is not None)
        return max(starts, key=lambda start: (starts[start], start), default=None)

    @property
    def end(self) -> int | None:
        """When that hour ends (ms UTC)."""
        return None if self.start is None else self.start + HOUR

    @property
    def official(self) -> int:
        """How many sites were judged by an official instrument."""
        return sum(site.official for site in self.sites or ())

    def of_class(self, class_: int) -> list[SiteAir]:
        """Return the sites of a class whose measurement nobody doubts."""
        return [site for site in self.sites or () if site.class_ == class_ and not site.in_doubt]

    @property
    def in_doubt(self) -> list[SiteAir]:
        """The sites that are being checked."""
        return [site for site in self.sites or () if site.in_doubt]

    @property
    def unmeasured(self) -> list[SiteAir]:
        """The sites without a measurement within three hours."""
        return [site for site in self.sites or () if site.class_ is None]


def front_page(services: Services, reader: Reader) -> FrontPage:
    """Read what the reader may see. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        present = registry_now(services.registry(connection), now)
        air = air_now(services, connection, list(present.sites.values()) if reader.sees_air else [])
    names = sorted((site.name for site in present.sites.values()), key=str.casefold) if reader.sees_sites else ()
    return FrontPage(
        now=now,
        names=names,
        sites=air.sites if reader.sees_air else None,
        town=air.town,
        advice=services.health_advice.of_classes(class_ for class_, _ in air.town.counted),
        sketch=sketch(air.sites, services.settings.pages.town_map),
    )
