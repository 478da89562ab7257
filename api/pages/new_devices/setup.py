"""What is known so far of a sensor that somebody is putting up: all of it stands in the page's address, so that a reload loses nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from api.pages.frame.reader import Reader
from api.pages.new_devices.approval import LOOKED_AT, USUALLY_S, senders
from api.pages.new_devices.choices import models_found, places_of
from api.pages.new_devices.device_form import place_id
from api.pages.new_devices.sending_interval import USUAL_S, likely_interval
from api.registry.names import names_now
from api.web.services import Services
from domain.device import Device, Kind
from domain.sensors.label_code import LONGEST, SensorCode, read_code
from storage.state.ingest import proposals, quarantine
from storage.state.ingest.proposals import Proposal

Step = Literal["sensor", "model", "place", "confirm"]
STEPS: Sequence[Step] = ("sensor", "model", "place", "confirm")
NEUTRAL: Mapping[str, Kind] = {"generic:air": "air", "generic:bin": "bin"}  # of a model that nobody knows one says what it measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page's address holds: what was scanned or typed, the chosen model (or one of `NEUTRAL`), words for a search, a place.

    `place` is None as long as nobody answered, and empty for a sensor that stands nowhere yet.
    """

    sensor: str = ""
    model: str = ""
    words: str = ""
    place: str | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Return what `?sensor=`, `?modell=`, `?finn=` and `?sted=` hold."""
        place = query.get("sted")
        return cls(
            sensor=query.get("sensor", "").strip()[: LONGEST + 1],
            model=query.get("modell", ""),
            words=query.get("finn", "").strip()[:100],
            place=None if place is None else place.strip()[:200],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A sensor that is being put up, at `now` (ms UTC), and the `step` that comes next.

    `code`: who it is, None where what was scanned names nobody. `registered`: it, where it is set up already. `proposal`: what was heard of
    it before. `models`: those that the search finds. `places`: ids by name. `place`: the chosen one's id. `interval_s`: how often it
    seems to send, None where nobody can tell.
    """

    now: int
    asked: Asked
    step: Step
    code: SensorCode | None
    registered: Device | None
    proposal: Proposal | None
    kind: Kind | None
    model: str | None
    models: Sequence[str]
    places: Mapping[str, str]
    place: str | None
    interval_s: int | None

    @property
    def device_id(self) -> str:
        """The id under which it is registered: as its network calls it, where it was heard."""
        return self.proposal.id if self.proposal else self.code.id if self.code else ""

    @property
    def dev_eui(self) -> str | None:
        """Its DevEUI, None of a sensor without one."""
        return (self.code.dev_eui if self.code else None) or (self.proposal.dev_eui if self.proposal else None)

    @property
    def is_wrong(self) -> bool:
        """Whether the answer to this step is there and cannot be right."""
        return {
            "sensor": bool(self.asked.sensor),
            "model": bool(self.asked.model),
            "place": bool(self.asked.place),
            "confirm": False,
        }[self.step]

    @property
    def chosen_interval_s(self) -> int:
        """The interval that is chosen unless another is."""
        return self.interval_s or USUALLY_S[self.kind or "air"]

    @property
    def intervals(self) -> Sequence[int]:
        """The intervals that may be chosen (s)."""
        return USUAL_S


def setup(services: Services, reader: Reader, asked: Asked) -> Setup:
    """Read what is known of the sensor, and which step comes next. Raises StateAwayError."""
    now = services.clock()
    code = read_code(asked.sensor)
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
        proposal = _proposal(connection, code) if code else None
        device_id = names.registry.by_dev_eui.get(code.dev_eui or "", code.id) if code else ""
        registered = names.registry.device(device_id, now)
        heard = quarantine.page(connection, devices=senders(proposal), limit=LOOKED_AT) if proposal else ()
        kind, model = _model(services, asked.model, proposal)
        places = places_of(services, names, kind) if kind else {}
    place = place_id(asked.place, places) if asked.place else None
    return Setup(
        now=now,
        asked=asked,
        step=_step(asked, code, registered, model, place),
        code=code,
        registered=registered,
        proposal=proposal,
        kind=kind,
        model=model,
        models=models_found(services, proposal.kind if proposal else None, asked.words),
        places=places,
        place=place,
        interval_s=likely_interval(row.received_at for row in heard),
    )


def _step(asked: Asked, code: SensorCode | None, registered: Device | None, model: str | None, place: str | None) -> Step:
    if code is None or registered is not None:
        return "sensor"
    if model is None:
        return "model"
    return "place" if asked.place is None or (asked.place and place is None) else "confirm"


def _proposal(connection: Connection, code: SensorCode) -> Proposal | None:
    return proposals.of_dev_eui(connection, code.dev_eui) if code.dev_eui else proposals.get(connection, code.id)


def _model(services: Services, chosen: str, proposal: Proposal | None) -> tuple[Kind | None, str | None]:
    """Return what the sensor measures and its model; None of both where none is chosen, or one that a heard sensor cannot be of."""
    if chosen in NEUTRAL:
        kind, model = NEUTRAL[chosen], "generic"
    else:
        known = services.catalogue.models.get(chosen)
        if known is None or known.kind is None:
            return None, None
        kind, model = known.kind, known.id
    return (None, None) if proposal is not None and proposal.kind != kind else (kind, model)
