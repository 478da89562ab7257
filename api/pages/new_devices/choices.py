"""What may be chosen for a sensor: its model, and where it stands."""

from collections.abc import Mapping, Sequence

from api.pages.frame.registry_now import registry_now
from api.text.name_order import name_order
from api.text.spelling import fold, matching
from api.web.services import Services
from config.names import Names
from domain.device import Kind


def models_of(services: Services, kind: Kind | None) -> list[str]:
    """Return the models that a kind of sensor may be of, by id; without a kind all."""
    return sorted(name for name, model in services.catalogue.models.items() if kind is None or model.kind in (None, kind))


def models_found(services: Services, kind: Kind | None, words: str) -> Sequence[str]:
    """Return the makers' models that the words fit, by id; without words all. `generic` and `reference` are no maker's."""
    models = [name for name in models_of(services, kind) if "/" in name]

    def known_by(name: str) -> str:
        return fold(" ".join((name, *services.catalogue.models[name].aliases)))

    return matching(models, known_by, words[:100]) if words.strip() else models


def places_of(services: Services, names: Names, kind: Kind) -> Mapping[str, str]:
    """Return the sites of air sensors, or the bins of level sensors: ids by the name that tells them apart."""
    present = registry_now(names.registry, services.clock())
    called = {names.site(name): name for name in present.sites} if kind == "air" else {names.bin(name): name for name in present.bins}
    return dict(sorted(called.items(), key=lambda item: name_order(item[0])))
