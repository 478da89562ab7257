"""The sites as the page shows them: newest hourly means and the devices behind them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.pages.frame.registry_now import RegistryNow, Simulated, simulated
from config.names import Names
from domain.air.windows import SiteHour
from domain.duration import HOUR
from domain.parameter_order import rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """One parameter's newest hourly mean; `value` is None where the hour has too little data, so that nobody takes it for one."""

    parameter: str
    value: float | None
    at_least: bool
    start: int
    end: int
    n: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCard:
    """One site; `start` and `end` are its newest hour's (ms UTC), `sources` the names of the devices behind its means."""

    id: str
    name: str
    means: Sequence[Mean]
    start: int
    end: int
    devices: int
    simulated: Simulated
    sources: Sequence[str]


def cards(present: RegistryNow, names: Names, newest: Iterable[SiteHour]) -> list[SiteCard]:
    """Return a card for each site, by name."""
    by_site: defaultdict[str, list[SiteHour]] = defaultdict(list)
    for hour in newest:
        by_site[hour.site].append(hour)
    in_order = sorted(present.sites.values(), key=lambda site: (site.name.casefold(), site.id))
    return [_card(present, names, site.id, site.name, by_site[site.id]) for site in in_order]


def _card(present: RegistryNow, names: Names, site: str, name: str, hours: Sequence[SiteHour]) -> SiteCard:
    devices = present.devices_at("air", site)
    start = max((hour.start for hour in hours), default=0)
    sources = {device for hour in hours if hour.valid for device in hour.sources}
    return SiteCard(
        id=site,
        name=name,
        means=[_mean(hour) for hour in sorted(hours, key=lambda hour: rank(hour.parameter))],
        start=start,
        end=start + HOUR,
        devices=len(devices),
        simulated=simulated(devices),
        sources=sorted(names.device(device) for device in sources),
    )


def _mean(hour: SiteHour) -> Mean:
    return Mean(
        parameter=hour.parameter,
        value=hour.mean if hour.valid else None,
        at_least=hour.at_least,
        start=hour.start,
        end=hour.end,
        n=hour.n,
        expected=hour.expected,
    )
