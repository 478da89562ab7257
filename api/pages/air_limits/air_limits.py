"""The sites against the limits of a regime, the limit closest to being broken first, read in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.air_limits.asked_year import asked_year
from api.pages.alerts import rows as alert_rows
from api.pages.alerts.rows import AlertRow, Fold, fold
from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import RegistryNow, Simulated, registry_now, simulated
from api.registry.names import names_now
from api.web.services import Services
from config.names import Names
from domain.air.legal_day import bounds_of_year, year_of
from domain.air.limit import Limit, Regime
from domain.air.limit_use import LimitUse, limit_use
from domain.parameter_order import rank
from storage.state.alerts import alerts

_YEARS = 5  # to choose from
_TOLD = 20  # characters of what was asked for
_AVERAGINGS = ("hour", "8h", "day", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLimits:
    """A site's year: how much of each limit it has used, in the order of the page's `columns`; `indicative`: not all is official."""

    id: str
    name: str
    uses: Sequence[LimitUse]
    indicative: bool
    simulated: Simulated

    @property
    def worst(self) -> LimitUse:
        """The limit closest to being broken."""
        return min(self.uses, key=lambda use: use.urgency)


@dataclass(frozen=True, slots=True, kw_only=True)
class AirLimits:
    """A legal `year` at `now` (ms UTC). `columns`: the limits of parameters that anybody measured; `unmeasured`: the other parameters.

    `sites`: those that measured any of it, the one closest to breaking a limit first; `silent`: the names of the others.
    `wrong_year` and `wrong_regime`: what was asked for and is none that we have, so that others are shown.
    """

    now: int
    year: int
    years: Sequence[int]
    regime: Regime
    regimes: Sequence[Regime]
    in_force: bool
    columns: Sequence[Limit]
    unmeasured: Sequence[str]
    sites: Sequence[SiteLimits]
    silent: Sequence[str]
    alerts: Sequence[AlertRow]
    wrong_year: str
    wrong_regime: str

    @property
    def fold(self) -> Fold:
        """How much of each alert is shown."""
        return fold(self.alerts)

    @property
    def is_over(self) -> bool:
        """Whether the year has ended."""
        return self.now >= bounds_of_year(self.year)[1]

    @property
    def critical(self) -> Sequence[AlertRow]:
        """The critical alerts that nobody has put off; a year that is over says nothing of them."""
        return [] if self.is_over else [alert for alert in self.alerts if alert.severity == "critical" and alert.state != "shelved"]

    @property
    def closest(self) -> Sequence[tuple[SiteLimits, LimitUse]]:
        """Every limit of which enough was measured, with its site, the one closest to being broken first."""
        uses = [(site, use) for site in self.sites for use in site.uses if use.is_judged]
        return sorted(uses, key=lambda pair: pair[1].urgency)


def air_limits(services: Services, reader: Reader, regime: str, year: str) -> AirLimits:
    """Read the sites' `year` against a `regime`'s limits as an address names them, else the running one's and the settings'.

    Raises StateAwayError.
    """
    now = services.clock()
    this_year, asked = year_of(now), asked_year(year, now)
    rules = services.regimes.get(regime) or services.regimes[services.settings.air.regime]
    chosen = this_year if asked is None else asked
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
        present = registry_now(names.registry, now)
        sites, in_force = _sites(services, connection, names, present, rules, chosen)
        measured = {use.assessment.limit.parameter for site in sites for use in site.uses if use.state != "unmeasured"}
        limits = [use.assessment.limit for use in sites[0].uses] if sites else []
        with_data = [_of_parameters(site, measured) for site in sites if site.worst.state != "unmeasured"]
        open_alerts = [alert for alert in alerts.open_alerts(connection) if alert.kind == "air"]
        return AirLimits(
            now=now,
            year=chosen,
            years=sorted({chosen, *range(this_year - _YEARS + 1, this_year + 1)}, reverse=True),
            regime=rules,
            regimes=list(services.regimes.values()),
            in_force=in_force,
            columns=[limit for limit in limits if limit.parameter in measured],
            unmeasured=sorted({limit.parameter for limit in limits} - measured, key=rank),
            sites=sorted(with_data, key=lambda site: (site.worst.urgency, site.name.casefold(), site.id)),
            silent=sorted(site.name for site in sites if site.worst.state == "unmeasured"),
            alerts=alert_rows.rows(names, open_alerts, {}),
            wrong_year=year[:_TOLD] if asked is None else "",
            wrong_regime=regime[:_TOLD] if regime and regime not in services.regimes else "",
        )


def _sites(
    services: Services, connection: Connection, names: Names, present: RegistryNow, rules: Regime, year: int
) -> tuple[list[SiteLimits], bool]:
    sites, in_force = [], True
    for site, verdicts in services.verdicts.verdicts(connection, present.sites, rules, year).items():
        uses = [limit_use(assessment, year, present.time, rules.coverage) for assessment in verdicts.assessments]
        sites.append(
            SiteLimits(
                id=site,
                name=names.site(site),
                uses=sorted(uses, key=lambda use: _order(use.assessment.limit)),
                indicative=verdicts.indicative,
                simulated=simulated(present.devices_at("air", site)),
            )
        )
        in_force = verdicts.in_force
    return sites, in_force


def _of_parameters(site: SiteLimits, parameters: set[str]) -> SiteLimits:
    uses = [use for use in site.uses if use.assessment.limit.parameter in parameters]
    return SiteLimits(id=site.id, name=site.name, uses=uses, indicative=site.indicative, simulated=site.simulated)


def _order(limit: Limit) -> tuple[tuple[int, str], int]:
    return rank(limit.parameter), _AVERAGINGS.index(limit.averaging)
