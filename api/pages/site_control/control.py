"""The page on which a site's measurements are checked: one device's curve with its doubts, and what is declared invalid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from api.air.invalidation_preview import InvalidationPreview, invalidation_preview
from api.air.invalidations import InvalidationBody
from api.pages.frame.reader import Reader
from api.pages.site_control.doubts import Doubt, doubts
from api.pages.site_control.measurements import Measurements, doubt_marks, measurements
from api.registry import versions
from api.registry.names import names_now
from api.text.formats import Formats
from api.text.language import words
from api.text.name_order import name_order
from api.web.problems import ProblemError
from api.web.services import Services
from domain.air.device_site import air_site, versions_within
from domain.air.windows import AIR_PARAMETERS
from domain.device import Device, Registry, Site
from domain.duration import DAY
from domain.local_time import TOWN
from domain.parameter_order import rank
from storage.readings.stream import stream
from storage.state.air import invalidations
from storage.state.air.invalidations import Invalidation
from storage.state.ingest import latest

PERIODS = (1, 7, 30)  # days to look at
_OLD = 400 * DAY  # declared periods that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidForm:
    """The form that declares a period invalid, as it was typed, with the names of `wrong` fields; `body` when nothing is."""

    start: str
    end: str
    reason: str
    all_parameters: bool
    wrong: Sequence[str] = ()
    body: InvalidationBody | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A site's measurements within the last `days` at `now` (ms UTC), of a chosen device and parameter.

    `is_too_long`: the form's period is too long to be tried.
    """

    now: int
    site: str
    days: int
    devices: Sequence[Device]
    device: Device | None
    parameters: Sequence[str]
    parameter: str | None
    curve: Measurements
    marks: Sequence[Mapping[str, object]]
    doubts: Sequence[Doubt]
    invalid: Sequence[Invalidation]
    withdrawn: Sequence[Invalidation]
    form: InvalidForm
    preview: InvalidationPreview | None
    is_too_long: bool = False


def control(services: Services, reader: Reader, site_id: str, query: Mapping[str, str], form: InvalidForm | None = None) -> Control:
    """Read a site's measurements; `form`: what somebody typed, to be tried. Raises a 404, StateAwayError, StoreAwayError."""
    now = services.clock()
    days = next((days for days in PERIODS if str(days) == query.get("dager")), 7)
    start = now - days * DAY
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        names = names_now(services, connection, reader.language)
        formats = Formats(words(reader.language), now)
        units = {parameter.name: parameter.unit for parameter in services.catalogue.parameters.values()}
        devices = _devices(names.registry, site_id, start, now)
        told = doubts(connection, names.registry, formats, units, site_id, [item.id for item in devices], start, now + 1)
        found = [doubt for doubt in told if not doubt.declared]  # what a person took out needs no other to look
        # What is in doubt is what somebody came to see.
        wanted = (query.get("maler"), *(doubt.device_id for doubt in found[:1]))
        device = next((item for name in wanted for item in devices if item.id == name), devices[0] if devices else None)
        newest = {row.parameter for row in latest.of_device(connection, device.id)} if device else set()
        periods = [row for item in devices for row in invalidations.page(connection, device_id=item.id, limit=100) if row.end > now - _OLD]
    parameters = sorted(newest & AIR_PARAMETERS, key=rank)
    wanted = (query.get("stoff"), *(doubt.parameter for doubt in found if device and doubt.device_id == device.id), *parameters)
    parameter = next((name for name in wanted if name in parameters), None)
    readings = stream(services.readings, [device.id], start, now + 1) if device else ()
    curve = measurements(readings, parameter, device.interval_s) if device and parameter else Measurements(times=(), values=())
    preview, is_too_long = _preview(services, site_id, form)
    return Control(
        now=now,
        site=site_id,
        days=days,
        devices=devices,
        device=device,
        parameters=parameters,
        parameter=parameter,
        curve=curve,
        marks=doubt_marks(found, curve, device.id, parameter) if device and parameter else (),
        doubts=found,
        invalid=sorted((row for row in periods if row.withdrawn_at is None), key=lambda row: -row.start),
        withdrawn=sorted((row for row in periods if row.withdrawn_at is not None), key=lambda row: -row.start),
        form=form or InvalidForm(start="", end="", reason="", all_parameters=False),
        preview=preview,
        is_too_long=is_too_long,
    )


def read_form(fields: Mapping[str, str]) -> InvalidForm:
    """Read the form; times are the town's clock, as a browser's field writes them: 2026-11-23T14:00."""
    times = {name: _moment(fields.get(name, "")) for name in ("fra", "til")}
    reason = fields.get("grunn", "").strip()
    wrong = [name for name, time in times.items() if time is None]
    start, end = times["fra"], times["til"]
    if start is not None and end is not None and start >= end:
        wrong.append("til")
    body = None
    try:
        if not wrong and start is not None and end is not None:
            parameter = None if fields.get("alle") == "1" else fields.get("stoff") or None
            body = InvalidationBody.model_validate(
                {"device_id": fields.get("maler", ""), "parameter": parameter, "start": start / 1000, "end": end / 1000, "reason": reason}
            )
    except ValidationError as error:
        wrong += ["grunn" if problem["loc"] == ("reason",) else "maler" for problem in error.errors()]
    return InvalidForm(
        start=fields.get("fra", "")[:32], end=fields.get("til", "")[:32], reason=reason[:200], all_parameters=fields.get("alle") == "1",
        wrong=wrong, body=body,
    )  # fmt: skip


def _moment(text: str) -> int | None:
    try:
        clock = datetime.fromisoformat(text)
    except ValueError:
        return None
    return round((clock if clock.tzinfo else clock.replace(tzinfo=TOWN)).timestamp() * 1000)


def _preview(services: Services, site_id: str, form: InvalidForm | None) -> tuple[InvalidationPreview | None, bool]:
    """Return what the form's period would change, and whether it is too long for that to be worked out beforehand."""
    if form is None or form.body is None:
        return None, False
    try:
        return invalidation_preview(services, site_id, form.body, services.regimes[services.settings.air.regime]), False
    except ProblemError as error:
        if error.status != 422:
            raise
        return None, True


def _devices(registry: Registry, site_id: str, start: int, now: int) -> list[Device]:
    """Return the devices that stood at the site within [start, now) (ms UTC), as they are now, by name."""
    histories = registry.devices.values()
    here = [
        history for history in histories if any(air_site(version) == site_id for _, version in versions_within(history, start, now + 1))
    ]
    return sorted((history.at(now) for history in here), key=lambda device: (name_order(device.name or device.id), device.id))
