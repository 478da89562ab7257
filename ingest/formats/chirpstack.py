"""Reads the events of ChirpStack v4, in which any part may be null."""

from collections.abc import Mapping

from domain.reading import Reason
from ingest.formats.message import Identity, ParsedMessage, UnreadableError, Uplink, describe
from ingest.formats.network import integer, objects, part, port_of, text
from ingest.formats.signal import rssi, snr, strongest
from ingest.formats.uplink import from_base64
from ingest.formats.uplink_time import uplink_time


def read(body: Mapping[str, object], dev_eui: str, received_at: int) -> ParsedMessage | None:
    """Read an uplink; None when it carries nothing but the network's own housekeeping. Raises UnreadableError: schema or id_mismatch."""
    info = part(body, "deviceInfo")
    named = text(info, "devEui")
    if named is not None and named.lower() != dev_eui:
        raise UnreadableError(Reason.ID_MISMATCH, f"deviceInfo.devEui is {describe(named)}, but the topic is that of {dev_eui}")
    if not info and "data" not in body and "object" not in body:
        raise UnreadableError(Reason.SCHEMA, "deviceInfo, data and object are missing: this is no uplink of ChirpStack v4")
    data, decoded = from_base64(body.get("data"), "data"), part(body, "object")
    port = port_of(body, "fPort", has_payload=bool(data or decoded))
    if port == 0 or not (data or decoded):
        return None
    signals = strongest(objects(body, "rxInfo"))
    time, source, network_time = uplink_time(
        [signal.get("gwTime") for signal in signals],
        [signal.get("nsTime") for signal in signals],
        received_at,
        copied=body.get("time"),
    )
    counter, session = body.get("fCnt"), body.get("devAddr")
    best = signals[0] if signals else {}
    uplink = Uplink(
        port,
        data,
        decoded,
        rssi(best),
        text(info, "deviceProfileName"),
        None,
        counter if type(counter) is int else 0,  # a count of frames is worth no reading
        session if isinstance(session, str) else "",
        snr(best),
    )
    return ParsedMessage(dev_eui, time, source, _identity(body, dev_eui), None, dev_eui, uplink, network_time)


def _identity(body: Mapping[str, object], dev_eui: str) -> Identity:
    once = text(body, "deduplicationId")
    return (once,) if once else (dev_eui, text(body, "devAddr") or "", integer(body, "fCnt"))
