"""What people call things now, in a language: in the pages' and in the API's answers."""

from collections.abc import Mapping

from sqlalchemy import Connection

from api.text.language import DEFAULT, words
from api.web.services import Services
from config.names import Names, OwnFractions
from config.texts import Language
from storage.state.waste import fleets


def names_now(services: Services, connection: Connection, language: Language = DEFAULT) -> Names:
    """Return what people call things now; without a `language` in the town's own."""
    return Names(
        words=words(language),
        registry=services.registry(connection),
        now=services.clock(),
        fleet=fleets.current(connection),
        own_fractions=_own_fractions(services),
    )


def _own_fractions(services: Services) -> OwnFractions:
    fractions: Mapping[str, Mapping[Language, str]] = {
        fraction: {"nb": named.nb, "en": named.en} for fraction, named in services.settings.pages.fractions.items()
    }
    return fractions
