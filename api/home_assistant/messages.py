"""Every message that the broker keeps for Home Assistant: what there is, and how it is now."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from api.air.regimes import scale_named
from api.air.site_indices import indices_at
from api.home_assistant.discovery import AIR_CLASSES, Named, Place, bin_config, site_config
from api.registry.names import names_now
from api.text.language import words
from api.waste.bin_level import Level, levels
from api.web.services import Services
from config.indices import DEFAULT_INDEX
from config.names import Names
from config.texts import Words
from domain import rfc3339
from domain.air.indices.site_index import SiteIndex
from domain.air.legal_day import date_of
from domain.device import Bin, Registry, Site
from storage.state.ingest import latest

Messages = Mapping[str, bytes]
_PAGES: Mapping[Place, str] = {"site": "/sted/", "bin": "/avfall/"}
_GONE = b""  # an empty retained message takes away what was kept on its topic, and Home Assistant removes the device


def messages_now(services: Services, connection: Connection) -> Messages:
    """Return the messages by topic, those about things that are not registered any more empty. Raises StateAwayError."""
    settings, now = services.settings.home_assistant, services.clock()
    t, names = words(settings.language), names_now(services, connection, settings.language)
    registry = names.registry
    sites = [site for history in registry.sites.values() if not (site := history.at(now)).removed]
    bins = [bin_ for history in registry.bins.values() if not (bin_ := history.at(now)).removed]
    kept = dict(_of_sites(services, connection, sites, names, t)) | dict(_of_bins(services, connection, bins, names, t))
    gone: list[tuple[Place, str]] = [("site", name) for name in registry.sites] + [("bin", name) for name in registry.bins]
    for place, thing_id in gone:
        thing = Named(place=place, id=thing_id, name="")
        for topic in (thing.config_topic(settings.prefix), thing.state_topic):
            kept.setdefault(topic, _GONE)
    return kept


def _of_sites(services: Services, connection: Connection, sites: list[Site], names: Names, t: Words) -> Iterator[tuple[str, bytes]]:
    now = services.clock()
    scale = scale_named(services, DEFAULT_INDEX, date_of(now))
    indices = indices_at(services, connection, scale, now, [site.id for site in sites])
    measured = _measured(connection, names.registry, now)
    for site in sites:
        named = _named(services, "site", site.id, names.site(site.id))
        index = indices[site.id]
        parameters = (measured.get(site.id, set()) | index.values.keys()) & scale.bands.keys()
        yield named.config_topic(services.settings.home_assistant.prefix), _json(site_config(named, parameters, scale.bands, t))
        yield named.state_topic, _json({**dict.fromkeys(sorted(parameters)), **_air(index, t)})


def _of_bins(services: Services, connection: Connection, bins: list[Bin], names: Names, t: Words) -> Iterator[tuple[str, bytes]]:
    levels_ = levels(services, connection, bins, services.clock())
    for bin_ in bins:
        named = _named(services, "bin", bin_.id, names.bin(bin_.id, in_full=True))
        yield named.config_topic(services.settings.home_assistant.prefix), _json(bin_config(named, t))
        yield named.state_topic, _json(_bin_state(levels_[bin_.id], t))


def _air(index: SiteIndex, t: Words) -> Mapping[str, Any]:
    """Return what is shown of a site's air; a value that nobody may believe yet is `doubt`."""
    class_ = index.verdict.overall
    word = None if class_ is None else AIR_CLASSES[-1] if index.in_doubt else AIR_CLASSES[class_ - 1]
    return {
        **{parameter: round(value, 1) for parameter, value in index.values.items()},
        "air": word and t(word),
        "time": index.hour and rfc3339.write(index.hour.start),
    }


def _bin_state(level: Level, t: Words) -> Mapping[str, Any]:
    times = {"full_at": level.full_at[1], "emptied": level.last_emptied, "time": level.fill_time}
    return {
        "fill": None if level.fill is None else round(min(max(level.fill, 0.0), 100.0)),
        "state": t(f"state.{level.state}"),
        **{name: None if time is None else rfc3339.write(time) for name, time in times.items()},
    }


def _measured(connection: Connection, registry: Registry, now: int) -> Mapping[str, set[str]]:
    """Return by site what the devices that stand there have ever measured."""
    devices = [device for history in registry.devices.values() if not (device := history.at(now)).removed]
    sites = {device.id: device.place for device in devices if device.kind == "air" and device.place is not None}
    measured: dict[str, set[str]] = {}
    for value in latest.of_devices(connection, sorted(sites)):
        measured.setdefault(sites[value.device_id], set()).add(value.parameter)
    return measured


def _named(services: Services, place: Place, thing_id: str, name: str) -> Named:
    public_url = services.settings.http.public_url
    return Named(place=place, id=thing_id, name=name, page=public_url and f"{public_url.rstrip('/')}{_PAGES[place]}{thing_id}")


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
