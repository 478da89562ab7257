"""What every route reaches: stores, settings, the clock and the broker, wired once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import time_ns
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

from api.web.answer_cache import AnswerCache
from api.web.key_uses import KeyUses
from api.web.oidc.providers import OidcProvider
from api.web.publisher import Publisher
from api.web.rate_limit import RateLimit
from config.catalogue import Catalogue
from config.health_advice import HealthAdvice, load_health_advice
from config.indices import load_indices
from config.plan import PlanFigures, load_plan
from config.regimes import load_regimes
from config.secret_file import read_or_make
from config.settings import Settings
from config.waste import WasteRules, load_waste
from domain.air.indices.scale import Scale
from domain.air.limit import Regime
from domain.device import Registry
from storage.readings.protocol import Readings
from storage.state.air.verdict_cache import VerdictCache
from storage.state.engine import State
from storage.state.registry import RegistryCache


def _wall() -> int:
    return time_ns() // 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """`clock` is the service's time (ms UTC), with `--clock data` the newest reading's; `wall` is the world's, for heartbeats.

    `link_secret` signs drivers' links; `providers` are those at which people sign in, by id.
    """

    settings: Settings
    state: State
    readings: Readings
    catalogue: Catalogue
    clock: Callable[[], int]
    publisher: Publisher
    wall: Callable[[], int] = _wall
    rate_limit: RateLimit = field(default_factory=RateLimit)
    key_uses: KeyUses = field(default_factory=KeyUses)
    verdicts: VerdictCache = field(default_factory=VerdictCache)
    answers: AnswerCache = field(default_factory=AnswerCache)
    figures: PlanFigures = field(init=False)
    waste: WasteRules = field(init=False)
    regimes: Mapping[str, Regime] = field(default_factory=load_regimes, init=False)
    indices: Mapping[str, tuple[Scale, ...]] = field(default_factory=load_indices, init=False)
    health_advice: HealthAdvice = field(default_factory=load_health_advice, init=False)
    link_secret: bytes = field(init=False, repr=False)
    providers: Mapping[str, OidcProvider] = field(init=False)
    _registry: RegistryCache = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_registry", RegistryCache(self.state))
        object.__setattr__(self, "link_secret", read_or_make(self.settings.data_dir / "link-secret"))
        providers = {name: OidcProvider(name, provider, self.wall) for name, provider in self.settings.sign_in.providers.items()}
        object.__setattr__(self, "providers", providers)
        object.__setattr__(self, "figures", load_plan(self.settings.planning.plan_file))
        object.__setattr__(
            self, "waste", load_waste(plan_file=self.settings.planning.plan_file, risk_limit=self.settings.planning.risk_limit)
        )

    def registry(self, connection: Connection | None = None) -> Registry:
        """Return the registry as it is now; inside a transaction as its `connection` sees it. Raises StateAwayError."""
        if connection is None:
            return self._registry.current()
        reads_only = connection.get_execution_options().get("read_only")
        return self._registry.refresh(connection) if reads_only else self._registry.seen_by(connection)


async def services_of(request: Request) -> Services:  # a coroutine waits for nothing, while FastAPI hands a function to a thread
    """Return what the application was made with."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]
