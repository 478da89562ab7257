"""Keeps the verdicts on a site's year until one of its days changes: to judge fifteen years anew takes longer than a page may."""

from collections.abc import Collection

from sqlalchemy import Connection

from domain.air.limit import Regime
from domain.air.regime_year import RegimeYear, regime_year
from storage.state.air import site_days
from storage.state.air.site_records import site_records

_MOST = 2000  # verdicts kept: a town's sites by each regime in several years

_Key = tuple[str, str, int]  # site, regime, year


class VerdictCache:
    """Verdicts by site, regime and year, each with the version of the site's days that it rests on."""

    def __init__(self) -> None:
        self._kept: dict[_Key, tuple[int, RegimeYear]] = {}

    def verdicts(self, connection: Connection, sites: Collection[str], rules: Regime, year: int) -> dict[str, RegimeYear]:
        """Return the verdicts on some sites' legal year, as the connection's transaction sees their days."""
        versions = site_days.versions(connection, sites)
        kept = {site: self._kept.get((site, rules.name, year)) for site in sites}
        fresh = {site: entry[1] for site, entry in kept.items() if entry is not None and entry[0] == versions[site]}
        stale = [site for site in sites if site not in fresh]
        judged = (
            {site: regime_year(rules, record) for site, record in site_records(connection, stale, [rules], year).items()} if stale else {}
        )
        if len(self._kept) + len(judged) > _MOST:
            self._kept.clear()
        self._kept |= {(site, rules.name, year): (versions[site], verdicts) for site, verdicts in judged.items()}
        return {site: fresh.get(site) or judged[site] for site in sites}
