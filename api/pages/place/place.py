"""What one place's page says, read from the state in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.air.site_air import SiteAir, air_now
from api.pages.frame.reader import Reader
from api.pages.place.choice import Choice, choose
from api.pages.place.notes import Note, notes
from api.pages.place.series import Series, series
from api.pages.place.staff import StaffHalf, staff_half
from api.registry import versions
from api.registry.names import names_now
from api.text.formats import Formats
from api.text.language import words
from api.web.services import Services
from config.health_advice import Advice
from domain.device import Site
from domain.duration import DAY
from storage.state.air import site_hours

_SHOWN = 365 * DAY  # what was measured within it may be chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One site at `now` (ms UTC). `notes`: what stands beside the series, by the start of its window (ms UTC).

    `advice`: by class, none where the class is not sure. `measured`: the parameters that may be chosen, in order. `staff`: None
    for the public.
    """

    now: int
    air: SiteAir
    advice: Sequence[tuple[int, Advice]]
    measured: Sequence[str]
    choice: Choice
    series: Series | None
    notes: Mapping[int, Note]
    staff: StaffHalf | None


def place(services: Services, reader: Reader, site_id: str, asked: Choice) -> Place:
    """Read a site as the reader may see it. Raises a 404 and StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        site = versions.existing(connection, Site, site_id, now)
        air = air_now(services, connection, [site]).sites[0]
        measured = site_hours.measured(connection, site_id, now - _SHOWN)
        choice = choose(asked, measured, air.parameter)
        drawn = series(services, connection, site_id, choice, now)
        return Place(
            now=now,
            air=air,
            advice=services.health_advice.of_classes([air.class_] if air.class_ and not air.in_doubt else []),
            measured=measured,
            choice=choice,
            series=drawn,
            notes=_notes(services, reader, connection, site_id, drawn),
            staff=staff_half(services, connection, site_id) if reader.sees_all else None,
        )


def _notes(services: Services, reader: Reader, connection: Connection, site_id: str, series: Series | None) -> Mapping[int, Note]:
    if series is None:
        return {}
    names = names_now(services, connection, reader.language)
    units = {parameter.name: parameter.unit for parameter in services.catalogue.parameters.values()}
    formats = Formats(words(reader.language), services.clock())
    return notes(connection, names, formats, units, site_id, series, staff=reader.sees_all)
