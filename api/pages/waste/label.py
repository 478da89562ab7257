"""The label on a bin: what it is called and what goes in it, in both languages, with a code that reports it as full."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.registry import versions
from api.registry.names import names_now
from api.text.language import words
from api.web.services import Services
from config.texts import LANGUAGES, Language
from domain.device import Bin


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelText:
    """A label's words in one language."""

    language: Language
    fraction: str
    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A bin's label; `name` tells it apart from others at its address."""

    bin_id: str
    name: str
    texts: Sequence[LabelText]


def label(services: Services, bin_id: str) -> Label:
    """Read what stands on a bin's label. Raises a 404 and StateAwayError."""
    with services.state.read() as connection:
        bin_ = versions.existing(connection, Bin, bin_id, services.clock())
        names = {language: names_now(services, connection, language) for language in LANGUAGES}
    return Label(
        bin_id=bin_id,
        name=names["nb"].bin(bin_id),
        texts=[
            LabelText(language=language, fraction=named.fraction(bin_.fraction), call=words(language)("label.call"))
            for language, named in names.items()
        ],
    )
