"""The label on a bin: what it is called and what goes in it, in both languages, with a code that reports it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from markupsafe import Markup
from sqlalchemy import Connection

from api.pages.frame.qr_code import qr_code
from api.registry import versions
from api.registry.names import names_now
from api.web.public_address import public_address
from api.web.services import Services
from config.names import Names
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
    """A bin's label; `name` tells it apart from others at its address, `qr` is the code of `address`, which reports it."""

    bin_id: str
    name: str
    texts: Sequence[LabelText]
    address: str
    qr: Markup


def label(services: Services, request: Request, bin_id: str) -> Label:
    """Read what stands on a bin's label. Raises a 404 and StateAwayError."""
    with services.state.read() as connection:
        bin_ = versions.existing(connection, Bin, bin_id, services.clock())
        names = names_by_language(services, connection)
    return label_of(services, request, names, bin_)


def names_by_language(services: Services, connection: Connection) -> Mapping[Language, Names]:
    """Return what things are called in each language."""
    return {language: names_now(services, connection, language) for language in LANGUAGES}


def label_of(services: Services, request: Request, names: Mapping[Language, Names], bin_: Bin) -> Label:
    """Return a bin's label, named as in Norwegian."""
    address = public_address(services, request, f"/beholder/{bin_.id}/meld")
    return Label(
        bin_id=bin_.id,
        name=names["nb"].bin(bin_.id),
        texts=[
            LabelText(language=language, fraction=named.fraction(bin_.fraction), call=named.words("label.call"))
            for language, named in names.items()
        ],
        address=address,
        qr=qr_code(address),
    )
